import type { OnboardingInput } from '../contract/onboarding';
import type { InputProblem } from '../contract/parse/inputProblem';

/** The position of a row in its file. */
export interface RowPlace {
  /** From 1; the header of a CSV file and empty lines are not counted. */
  readonly row: number;
  /** The line in which it begins, from 1. */
  readonly line: number;
}

export interface GoodRow extends RowPlace {
  readonly kind: 'good';
  readonly input: OnboardingInput;
  /** Addresses of the row that are not sent because Commerce would refuse them, and why. */
  readonly leftOut?: readonly InputProblem[];
}

/** In a CSV file the path of a problem is the name of its column. */
export interface BadRow extends RowPlace {
  readonly kind: 'bad';
  readonly problems: readonly InputProblem[];
}

export type ReadRow = GoodRow | BadRow;

/** A row, and its original text in the file. */
export interface SourceRow {
  readonly read: ReadRow;
  readonly source: RowSource;
}

export type RowSource =
  | {
      readonly format: 'csv';
      readonly columns: readonly string[];
      readonly cells: readonly string[];
      /** The rows below it with more of the same customer. */
      readonly moreCells?: readonly (readonly string[])[];
    }
  | { readonly format: 'jsonl'; readonly text: string };

/**
 * The most bytes of a row in its file. An input may have half of it, so rows in between are reported like other bad
 * rows.
 */
export const MAX_ROW_BYTES = 1024 * 1024;

export const ROW_TOO_LONG = 'the row that begins here has more than 1 MiB';
