import { duplicateAsBad } from './duplicates/duplicateAsBad';
import { type DuplicateList, duplicateListIn } from './duplicates/duplicateList';
import { openDuplicateSearch } from './duplicates/findDuplicates';
import type { ImportFile } from './importFile';
import type { BadRow, GoodRow } from './readRow';
import { readRows } from './readRows';

/** What the first pass found in a file. */
export interface FileValidation {
  readonly rows: number;
  readonly good: number;
  /** All others, duplicates among them. */
  readonly bad: number;
  /** That go out when they are imported: one to each customer, and one for each subscription to the newsletter. */
  readonly mails: number;
  /** Rows of an address and website that an earlier good row has. */
  readonly duplicates: number;
  /** Of the file's content: hex digits of SHA-256 over the bytes as they are. */
  readonly digest: string;
  /** Where the second pass finds the duplicates again, until the file is closed. */
  readonly duplicateList: DuplicateList;
}

export interface ValidateOptions {
  /** Is told the rows that are bad in themselves, in their order, and then the duplicates, in theirs. */
  readonly onBad: (row: BadRow) => void | Promise<void>;
  /** Called with each row that is good in itself. */
  readonly onGood?: (row: GoodRow) => void;
  /** Ends it between two rows, with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * The first pass over a file: reads and validates every row; memory does not grow with them.
 * @throws ImportFileError
 */
export async function validateFile(file: ImportFile, options: ValidateOptions): Promise<FileValidation> {
  const { onBad, onGood, signal } = options;
  const search = openDuplicateSearch(file.spoolFolder);
  const duplicateList = duplicateListIn(await file.openScratchFile());
  const counts = { rows: 0, bad: 0, duplicates: 0 };
  let subscriptions = 0;
  try {
    for await (const row of readRows(file)) {
      signal?.throwIfAborted();
      counts.rows += 1;
      if (row.kind === 'good') {
        await search.add(row);
        onGood?.(row);
        if (subscribes(row)) subscriptions += 1;
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
    const good = counts.rows - counts.bad;
    // Which of the duplicates subscribe is not kept.
    const mails = good + Math.min(good, subscriptions);
    return { ...counts, good, mails, digest, duplicateList };
  } finally {
    await search.close();
  }
}

function subscribes({ input: { customer } }: GoodRow): boolean {
  const attributes = customer['extension_attributes'];
  return (
    typeof attributes === 'object' &&
    attributes !== null &&
    'is_subscribed' in attributes &&
    attributes.is_subscribed === true
  );
}
