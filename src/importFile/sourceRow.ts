import type { ReadRow } from './readRow';

/** A row, and what stands in the file for it. */
export interface SourceRow {
  readonly read: ReadRow;
  readonly source: RowSource;
}

export type RowSource =
  | {
      readonly format: 'csv';
      readonly columns: readonly string[];
      readonly cells: readonly string[];
      /** Of the rows below that hold more of the same customer. */
      readonly moreCells?: readonly (readonly string[])[];
    }
  | { readonly format: 'jsonl'; readonly text: string };
