import { duplicateAsBad } from './duplicates/duplicateAsBad';
import type { ImportFile } from './importFile';
import type { FileValidation } from './validateFile';
import type { ReadRow } from './readRow';
import { sourceRows } from './readRows';
import type { SourceRow } from './sourceRow';

/**
 * The rows as `validateFile` found them, in the order of the file: a duplicate is a bad row.
 * @throws ImportFileError
 */
export async function* validatedRows(file: ImportFile, validation: FileValidation): AsyncGenerator<ReadRow> {
  for await (const { read } of validatedSourceRows(file, validation)) yield read;
}

/** The same, and what stands in the file for each. */
export async function* validatedSourceRows(
  file: ImportFile,
  validation: FileValidation,
): AsyncGenerator<SourceRow, void> {
  const duplicates = validation.duplicateList.read();
  let duplicate = await duplicates.next();
  for await (const { read, source } of sourceRows(file)) {
    if (duplicate.done === true || duplicate.value.row !== read.row) {
      yield { read, source };
    } else {
      yield { read: duplicateAsBad(duplicate.value, file.layout), source };
      duplicate = await duplicates.next();
    }
  }
}
