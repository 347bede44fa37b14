import type { ReadRow } from './readRow';

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
