/** Excel's own first line, such as `sep=;`. Other programs append delimiters to it. */
const DELIMITER_LINE = /^\s*"?sep=(\\t|.)"?\1*\s*$/i;

/** The delimiter that the first line of a file names; `undefined` for an ordinary line. */
export function delimiterGivenIn(firstLine: string): string | undefined {
  const delimiter = DELIMITER_LINE.exec(firstLine)?.[1];
  return delimiter === '\\t' ? '\t' : delimiter;
}
