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
