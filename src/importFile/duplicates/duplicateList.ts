import type { FileHandle } from 'node:fs/promises';
import { blocksOf } from '../scratchFile';
import type { Layout } from '../layout';
import type { BadRow } from '../readRow';
import { DUPLICATE_RECORD_BYTES, type DuplicateRow, duplicateRecord, duplicateRecordsIn } from './records';

/** Duplicates in row order, on disk. */
export interface DuplicateList {
  add(duplicate: DuplicateRow): Promise<void>;
  /** From the first one; can be called repeatedly. */
  read(): AsyncGenerator<DuplicateRow, void>;
}

const BUFFERED_RECORDS = 2000;

export function duplicateListIn(handle: FileHandle): DuplicateList {
  let buffered: Buffer[] = [];
  const flush = async () => {
    await handle.appendFile(Buffer.concat(buffered));
    buffered = [];
  };
  return {
    add: async (duplicate) => {
      buffered.push(duplicateRecord(duplicate));
      if (buffered.length === BUFFERED_RECORDS) await flush();
    },
    read: async function* () {
      await flush();
      let cutOff: Buffer = Buffer.alloc(0);
      for await (const block of blocksOf(handle)) {
        const bytes = Buffer.concat([cutOff, block]);
        const end = bytes.length - (bytes.length % DUPLICATE_RECORD_BYTES);
        cutOff = bytes.subarray(end);
        yield* duplicateRecordsIn(bytes.subarray(0, end));
      }
    },
  };
}

export function duplicateAsBad({ row, line, earlier }: DuplicateRow, { format }: Layout): BadRow {
  const path = format === 'csv' ? 'email' : 'customer.email';
  const message = `is in row ${earlier.row} (line ${earlier.line}) already, for the same website; keep one of the two`;
  return { row, line, kind: 'bad', problems: [{ path, message }] };
}
