/**
 * A text as the database stores it: cut at the column's length, with four question marks for each character that its
 * three-byte encoding cannot represent. An empty text is `null`.
 */
export function storedText(text: string, length = Infinity): string | null {
  const encodable = text.replaceAll(/[\u{10000}-\u{10FFFF}]/gu, '????');
  return encodable.slice(0, length) || null;
}
