import { CHUNK_LIMITS, type ImportRow } from '../contract/importing';
import type { ReadRow } from './readRow';

export interface Chunk {
  /** From 0. */
  readonly chunk: number;
  readonly rows: ImportRow[];
}

/**
 * The good rows in file order, in chunks as large as the limits allow; the same rows always make the same chunks.
 * @param limits `bytes` counts the JSON of the inputs; a larger row is a chunk of its own
 */
export async function* chunksOf(
  rows: AsyncIterable<ReadRow>,
  limits: { readonly rows: number; readonly bytes: number } = CHUNK_LIMITS,
): AsyncGenerator<Chunk, void> {
  let chunk = 0;
  let begun: ImportRow[] = [];
  let begunBytes = 0;
  for await (const row of rows) {
    if (row.kind === 'bad') continue;
    const bytes = Buffer.byteLength(JSON.stringify(row.input));
    const isFull = begun.length === limits.rows || begunBytes + bytes > limits.bytes;
    if (isFull && begun.length > 0) {
      yield { chunk, rows: begun };
      chunk += 1;
      begun = [];
      begunBytes = 0;
    }
    begun.push({ row: row.row, input: row.input });
    begunBytes += bytes;
  }
  if (begun.length > 0) yield { chunk, rows: begun };
}
