/**
 * A text as the database compares it: without case, without accents, without spaces at its end. Two texts that
 * fold to the same are one to it.
 */
export function folded(text: string): string {
  const letters = isAscii(text) ? text : text.normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ß', 's');
  return letters.toUpperCase().replace(/(?<! ) +$/, '');
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}
