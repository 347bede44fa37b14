/**
 * A text as the database stores it: cut at the column's length, with four question marks for each character that its
 * three-byte encoding cannot represent. An empty text is `null`.
 */
export function storedText(text: string, length = Infinity): string | null {
  const encodable = text.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '????');
  return encodable.slice(0, length) || null;
}

/**
 * A text as the database compares it: ignoring case, accents and trailing spaces. The database treats two texts with
 * the same result as equal.
 */
export function folded(text: string): string {
  const letters = isAscii(text) ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 's');
  return letters.toUpperCase().replace(/(?<! ) +$/, '');
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
