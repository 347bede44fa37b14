import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { THIS_PROJECT } from '../contenders/choices';
import type { ScenarioName } from '../scenarios';
import type { Table, Verdict } from '../verdict';
import { type Panel, plot } from './plot';
import type { KeptResult } from './results';
import { INTRODUCTION, SECTIONS } from './words';

const DOCUMENT = join(__dirname, '../../docs/explanation/performance.md');
const PLOT = '../images/performance.svg';

/** Writes `docs/explanation/performance.md` and its plot from what every scenario found last. */
export async function writeDocument(results: readonly KeptResult[]): Promise<void> {
  const inOrder = (Object.keys(SECTIONS) as ScenarioName[]).flatMap((name) =>
    results.filter((result) => result.name === name),
  );
  const panels = panelsOf(inOrder);
  const parts = [
    '# Performance',
    INTRODUCTION,
    '## Bounds',
    verdictTable(inOrder),
    ...(panels.length > 0 ? [`![Throughput and latency, side by side](${PLOT})`] : []),
    ...inOrder.map(section),
  ];
  const options = { ...(await resolveConfig(DOCUMENT)), parser: 'markdown' };
  await writeFile(DOCUMENT, await format(parts.join('\n\n'), options));
  const plotFile = join(dirname(DOCUMENT), PLOT);
  await mkdir(dirname(plotFile), { recursive: true });
  if (panels.length > 0) await writeFile(plotFile, plot(panels));
}

function section({ name, at, machine, figures }: KeptResult): string {
  const { title, words } = SECTIONS[name as ScenarioName];
  const when = `\`npm run bench -- ${name}\`, ${at.slice(0, 10)}, ${machine}.`;
  return [`## ${title}`, words, when, ...figures.map(markdownTable)].join('\n\n');
}

function markdownTable({ title, columns, rows }: Table): string {
  return [`**${title}**`, grid([columns, ...rows])].join('\n\n');
}

function verdictTable(results: readonly KeptResult[]): string {
  const rows = results.flatMap(({ name, verdicts }) =>
    verdicts.map(({ bound, measured, ok }: Verdict) => [name, bound, measured, ok ? 'kept' : '**missed**']),
  );
  return grid([['scenario', 'bound', 'measured', ''], ...rows]);
}

function grid([head = [], ...rows]: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The first table of the single onboardings for latency, the last for throughput. */
function panelsOf(results: readonly KeptResult[]): Panel[] {
  const tables = results.find(({ name }) => name === 'single')?.figures ?? [];
  return [
    panel(tables.at(-1), 'per second', 'Onboardings a second'),
    panel(tables[0], 'p50, ms', 'Milliseconds for one (p50)'),
  ].filter((drawn) => drawn !== undefined);
}

function panel(table: Table | undefined, column: string, title: string): Panel | undefined {
  if (!table) return undefined;
  const at = table.columns.indexOf(column);
  return {
    title: `${title}: ${table.title}`,
    bars: table.rows.map((row) => ({
      label: String(row[0]),
      value: Number(row[at]),
      emphasized: row[0] === THIS_PROJECT.title,
    })),
  };
}
