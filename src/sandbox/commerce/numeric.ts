const NUMERIC = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Whether Commerce reads a text as a number: `12`, ` 1.5`, `1e3`, but neither `` nor `12a`. */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text);
}

/** The integer at the beginning of a text, 0 if there is none. */
export function leadingInteger(text: string): number {
  return Math.trunc(Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0));
}
