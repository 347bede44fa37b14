/** Longer than any real column name. */
const MOST_CHARACTERS = 64;

/** A column's name for a message: shortened, and without control characters that a terminal would interpret. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}...` : plain;
}
