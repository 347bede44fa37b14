import { resolve } from 'node:path';
import type { ParseText } from './setting';

/** A word for a header or a query: printable ASCII that matches the pattern, which `form` describes. */
export function word(pattern: RegExp, form: string): ParseText<string> {
  return (text) =>
    pattern.test(text)
      ? { ok: true, value: text }
      : { ok: false, problem: `has other characters than it can have; give ${form}` };
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): ParseText<Choice> {
  return (text) => {
    const value = choices.find((choice) => choice === text);
    return value === undefined
      ? { ok: false, problem: `must be one of ${choices.join(', ')}` }
      : { ok: true, value };
  };
}

export function wholeNumber({ least, most }: { least: number; most: number }): ParseText<number> {
  return (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most
      ? { ok: true, value }
      : { ok: false, problem: `must be a whole number from ${least} to ${most}` };
  };
}

/** Entries separated by commas or spaces. A problem names an entry by its position, because it may be a secret. */
export function listOf(isEntry: (text: string) => boolean, form: string): ParseText<readonly string[]> {
  return (text) => {
    const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
    const wrong = entries.findIndex((entry) => !isEntry(entry));
    if (entries.length === 0) return { ok: false, problem: `has nothing in it; give ${form}` };
    if (wrong < 0) return { ok: true, value: entries };
    return { ok: false, problem: `entry ${wrong + 1} is not right; give ${form}` };
  };
}

/** A path, made absolute from the process's current folder. */
export const path: ParseText<string> = (text) => ({ ok: true, value: resolve(text) });
