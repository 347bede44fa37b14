import { refusedInLines } from './refusal';

const FORMATS: Readonly<Record<string, 'json' | 'xml'>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'text/*': 'xml',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'application/xhtml+xml': 'xml',
};

/**
 * The form of the answer: the first type in `Accept`, by quality, that Commerce can write. Refuses a request without
 * such a type.
 */
export function answerFormat(accept: string | undefined): 'json' | 'xml' {
  const types = (accept ?? '*/*')
    .split(',')
    .map((definition) => {
      const [type = '', quality] = definition.split(';');
      return { type: type.trim().toLowerCase(), quality: Number(quality?.split('=')[1] ?? 1) };
    })
    .sort((one, other) => other.quality - one.quality);
  for (const { type } of types) {
    const format = FORMATS[type];
    if (format) return format;
  }
  throw refusedInLines([{ text: 'acceptUnknown', parameters: [accept ?? ''] }], 406);
}

/** An answer for clients that do not ask for JSON. */
export function toXml(body: unknown): string {
  return `<?xml version="1.0"?>\n<response>${content(body)}</response>\n`;
}

function content(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => element('item', item)).join('');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => element(/^[a-z_]/i.test(name) ? name : 'item', member))
      .join('');
  }
  return escaped(value);
}

function element(name: string, value: unknown): string {
  return `<${name}>${content(value)}</${name}>`;
}

function escaped(value: unknown): string {
  const text =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
