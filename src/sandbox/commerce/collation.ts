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
