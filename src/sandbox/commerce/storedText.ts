/**
 * A text as the database keeps it: cut at the column's length, and four question marks for each character that
 * its three-byte encoding cannot hold. An empty text is `null`.
 */
export function storedText(text: string, length = Infinity): string | null {
  const encodable = text.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '????');
  return encodable.slice(0, length) || null;
}
