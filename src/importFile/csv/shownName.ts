/** As long as any name of a column that a person gives. */
const MOST_CHARACTERS = 64;

/** A column's name in a message: cut, and without what a terminal takes for a command. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS)}...` : plain;
}
