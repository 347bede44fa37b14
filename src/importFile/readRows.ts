import { csvRows } from './csv/csvRows';
import type { ImportFile } from './importFile';
import { jsonRows } from './jsonLines/jsonRows';
import type { ReadRow, SourceRow } from './readRow';

/**
 * The rows of a file in order, each validated like a single input. `validateFile` also compares rows with each other.
 * @throws ImportFileError
 */
export async function* readRows(file: ImportFile): AsyncGenerator<ReadRow> {
  for await (const { read } of sourceRows(file)) yield read;
}

/** The rows, each with its original text. */
export function sourceRows(file: ImportFile): AsyncGenerator<SourceRow> {
  return file.reading.kind === 'csv' ? csvRows(file, file.reading) : jsonRows(file, file.reading);
}
