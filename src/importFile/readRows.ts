import { csvRows } from './csv/csvRows';
import type { ImportFile } from './importFile';
import { jsonRows } from './jsonLines/jsonRows';
import type { ReadRow } from './readRow';
import type { SourceRow } from './sourceRow';

/**
 * The rows of a file in their order, each judged as a single input is; what two rows have to do with each other
 * comes from `validateFile`.
 * @throws ImportFileError
 */
export async function* readRows(file: ImportFile): AsyncGenerator<ReadRow> {
  for await (const { read } of sourceRows(file)) yield read;
}

/** The rows and what stands in the file for each. */
export function sourceRows(file: ImportFile): AsyncGenerator<SourceRow> {
  return file.reading.kind === 'csv' ? csvRows(file, file.reading) : jsonRows(file, file.reading);
}
