import { duplicateAsBad } from './duplicates/duplicateAsBad';
import type { ImportFile } from './importFile';
import type { Judgement } from './judge';
import type { ReadRow } from './readRow';
import { sourceRows } from './readRows';
import type { SourceRow } from './sourceRow';

/**
 * The rows as `validateFile` found them, in the order of the file: a duplicate is a bad row.
 * @throws ImportFileError
 */
export async function* judgedRows(file: ImportFile, judgement: Judgement): AsyncGenerator<ReadRow> {
  for await (const { read } of judgedSourceRows(file, judgement)) yield read;
}

/** The same, and what stands in the file for each. */
export async function* judgedSourceRows(
  file: ImportFile,
  judgement: Judgement,
): AsyncGenerator<SourceRow, void> {
  const duplicates = judgement.duplicateList.read();
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
