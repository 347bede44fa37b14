import { duplicateAsBad } from './duplicates/duplicateAsBad';
import { type DuplicateList, duplicateListIn } from './duplicates/duplicateList';
import { openDuplicateSearch } from './duplicates/findDuplicates';
import type { ImportFile } from './importFile';
import type { BadRow } from './readRow';
import { readRows } from './readRows';

/** What the first pass found in a file. */
export interface Judgement {
  readonly rows: number;
  readonly good: number;
  /** All others, duplicates among them. */
  readonly bad: number;
  /** Rows of an address and website that an earlier good row has. */
  readonly duplicates: number;
  /** Of the file's content: hex digits of SHA-256 over the bytes as they are. */
  readonly digest: string;
  /** Where the second pass finds the duplicates again, until the file is closed. */
  readonly duplicateList: DuplicateList;
}

export interface JudgeOptions {
  /** Is told the rows that are bad in themselves, in their order, and then the duplicates, in theirs. */
  readonly onBad: (row: BadRow) => void | Promise<void>;
  /** Ends it between two rows, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * The first pass over a file: reads and judges every row; memory does not grow with them.
 * @throws ImportFileError
 */
export async function judge(file: ImportFile, { onBad, signal }: JudgeOptions): Promise<Judgement> {
  const search = openDuplicateSearch(file.spoolFolder);
  const duplicateList = duplicateListIn(await file.openScratchFile());
  const counts = { rows: 0, bad: 0, duplicates: 0 };
  try {
    for await (const row of readRows(file)) {
      signal?.throwIfAborted();
      counts.rows += 1;
      if (row.kind === 'good') {
        await search.add(row);
      } else {
        counts.bad += 1;
        await onBad(row);
      }
    }
    for await (const duplicate of search.find(counts.rows)) {
      signal?.throwIfAborted();
      counts.duplicates += 1;
      counts.bad += 1;
      await duplicateList.add(duplicate);
      await onBad(duplicateAsBad(duplicate, file.layout));
    }
    const digest = await file.digest();
    return { ...counts, good: counts.rows - counts.bad, digest, duplicateList };
  } finally {
    await search.close();
  }
}
