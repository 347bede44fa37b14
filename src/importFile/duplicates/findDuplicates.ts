import { randomUUID } from 'node:crypto';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import type { GoodRow } from '../readRow';
import type { DuplicateRow } from './duplicateRow';
import { openPartitions, type Partitions } from './partitions';
import {
  duplicateRecord,
  duplicateRecordsIn,
  type PersonRecord,
  personRecord,
  personRecordsIn,
} from './records';

/** Collects rows, and then tells those of an address and website that an earlier row has; memory does not grow with them. */
export interface DuplicateSearch {
  add(row: GoodRow): Promise<void>;
  /** In the order of their rows. Once only. @param rows how many there are in the file */
  find(rows: number): AsyncGenerator<DuplicateRow, void>;
  close(): Promise<void>;
}

export function openDuplicateSearch(folder: string): DuplicateSearch {
  const byPerson = openPartitions(folder);
  const byRow = openPartitions(folder);
  // No endpoint, but a secret: what is on the disk for a while tells nothing of who is in the file.
  const restEndpoint = randomUUID();
  return {
    add: async ({ row, line, input: { customer } }) => {
      const id = onboardingWorkflowId({
        restEndpoint,
        email: customer.email,
        websiteId: customer.website_id,
      });
      const person = id.slice(-32);
      await byPerson.add(partitionOf(person, byPerson), personRecord({ person, row, line }));
    },
    find: (rows) => findDuplicates(byPerson, byRow, rows),
    close: async () => {
      await Promise.all([byPerson.close(), byRow.close()]);
    },
  };
}

/** A person's rows are all in one partition, in their order. */
function partitionOf(person: string, { count }: Partitions): number {
  return Number.parseInt(person.slice(0, 8), 16) % count;
}

async function* findDuplicates(
  byPerson: Partitions,
  byRow: Partitions,
  rows: number,
): AsyncGenerator<DuplicateRow, void> {
  const rowsOfPartition = Math.ceil((rows + 1) / byRow.count);
  for (let partition = 0; partition < byPerson.count; partition += 1) {
    for (const duplicate of duplicatesAmong(personRecordsIn(await byPerson.take(partition)))) {
      await byRow.add(Math.floor(duplicate.row / rowsOfPartition), duplicateRecord(duplicate));
    }
  }
  for (let partition = 0; partition < byRow.count; partition += 1) {
    const duplicates = [...duplicateRecordsIn(await byRow.take(partition))];
    yield* duplicates.sort((one, other) => one.row - other.row);
  }
}

function* duplicatesAmong(records: Iterable<PersonRecord>): Generator<DuplicateRow> {
  const first = new Map<string, PersonRecord>();
  for (const record of records) {
    const { person, row, line } = record;
    const earlier = first.get(person);
    if (earlier === undefined) first.set(person, record);
    else yield { row, line, earlier: { row: earlier.row, line: earlier.line } };
  }
}
