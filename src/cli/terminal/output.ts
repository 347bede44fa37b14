import type { Failure } from '../../contract/failures';
import { FAILURES } from '../../contract/failures';
import type { Difference } from '../../contract/onboarding';
import { hidePasswords } from '../../contract/passwords';

/** Prints a result. Only results go to standard output. */
export function print(line: string): void {
  process.stdout.write(`${harmless(line)}\n`);
}

/** Prints everything else, to standard error. */
export function say(line: string): void {
  process.stderr.write(`${harmless(line)}\n`);
}

/** A terminal obeys control characters, and IDs, messages and file names may contain any. Lines and tabs stay. */
function harmless(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd');
}

/** Prints a document on one line, with passwords hidden. */
export function printJson(document: unknown): void {
  print(JSON.stringify(document, hidePasswords));
}

/** An object in the format of `jq .`, with passwords hidden. */
export function pretty(value: unknown): string {
  return JSON.stringify(value, hidePasswords, 2);
}

/** Prints rows in columns; each column is as wide as its widest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows) {
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}

export function sayFailure({ type, message }: Failure): void {
  say(`${type}: ${message}`);
  say(`What to do: ${FAILURES[type].whatToDo}`);
}

/**
 * Prints where Commerce stored something different from what was sent. It goes to standard output, because it repeats
 * what was sent.
 */
export function printDifferences(differences: readonly Difference[]): void {
  if (differences.length === 0) return;
  print('');
  print('Commerce stored different values:');
  print(pretty(differences));
}
