import { duplicateAsBad, type DuplicateList, duplicateListIn } from './duplicates/duplicateList';
import { openDuplicateSearch } from './duplicates/findDuplicates';
import type { ImportFile } from './importFile';
import type { BadRow, GoodRow } from './readRow';
import { readRows } from './readRows';

/** The result of the first pass over a file. */
export interface FileValidation {
  readonly rows: number;
  readonly good: number;
  /** All other rows, including duplicates. */
  readonly bad: number;
  /** The mails that an import sends: one to each customer, and one for each newsletter subscription. */
  readonly mails: number;
  /** Rows whose address and website an earlier good row has. */
  readonly duplicates: number;
  /** Hex digits of SHA-256 over the file's original bytes. */
  readonly digest: string;
  /** The second pass reads the duplicates from here, until the file is closed. */
  readonly duplicateList: DuplicateList;
}

export interface ValidateOptions {
  /** Receives the rows that are bad by themselves, in file order, and then the duplicates, in file order. */
  readonly onBad: (row: BadRow) => void | Promise<void>;
  /** Receives each row that is good by itself. */
  readonly onGood?: (row: GoodRow) => void;
  /** Stops between two rows with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * The first pass over a file: reads and validates every row. Memory use does not depend on the number of rows.
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
    // Which duplicates subscribe is not recorded, so this is an upper limit.
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
