const NUMERIC = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;

/** Whether Commerce takes a text for a number: `12`, ` 1.5`, `1e3`, but neither `` nor `12a`. */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text);
}

/** The whole number at the beginning of a text, 0 where there is none. */
export function leadingInteger(text: string): number {
  return Math.trunc(Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0));
}
