export interface Panel {
  readonly title: string;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly emphasized: boolean;
}

const WIDTH = 860;
const LABELS = 290;
const NUMBERS = 70;
const ROW = 24;
const TITLE = 44;
const COLOURS = { emphasized: '#b5451b', other: '#7d8ca3', text: '#1f2933', background: '#ffffff' };

/** Bars on a logarithmic scale, a panel below the other, as SVG. */
export function plot(panels: readonly Panel[]): string {
  const parts: string[] = [];
  let top = 0;
  for (const panel of panels) {
    parts.push(drawPanel(panel, top));
    top += heightOf(panel);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${top}" viewBox="0 0 ${WIDTH} ${top}"`,
    ' font-family="system-ui, sans-serif" font-size="13">',
    `<rect width="100%" height="100%" fill="${COLOURS.background}"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

function heightOf({ bars }: Panel): number {
  return TITLE + bars.length * ROW + ROW / 2;
}

function drawPanel({ title, bars }: Panel, top: number): string {
  const values = bars.map(({ value }) => value);
  const shortest = Math.min(...values) / 2;
  const scale = (WIDTH - LABELS - NUMBERS) / Math.log(Math.max(...values) / shortest);
  const rows = bars.map((bar, index) => {
    const y = top + TITLE + index * ROW;
    const length = Math.round(Math.log(bar.value / shortest) * scale);
    const fill = bar.emphasized ? COLOURS.emphasized : COLOURS.other;
    return [
      text({ x: LABELS - 10, y: y + 16, anchor: 'end' }, bar.label),
      `<rect x="${LABELS}" y="${y + 3}" width="${length}" height="${ROW - 6}" fill="${fill}"/>`,
      text({ x: LABELS + length + 6, y: y + 16, anchor: 'start' }, String(bar.value)),
    ].join('\n');
  });
  return [text({ x: 12, y: top + 26, anchor: 'start', weight: 'bold' }, title), ...rows].join('\n');
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
  readonly weight?: 'bold';
}

function text({ x, y, anchor, weight }: Placed, words: string): string {
  const bold = weight ? ` font-weight="${weight}"` : '';
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('`', '');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${COLOURS.text}"${bold}>${escaped}</text>`;
}
