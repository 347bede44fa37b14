import { randomUUID } from 'node:crypto';
import { onboardingWorkflowId } from '../../contract/parse/workflowId';
import type { GoodRow } from '../readRow';
import { openPartitions, type Partitions } from './partitions';
import {
  type DuplicateRow,
  duplicateRecord,
  duplicateRecordsIn,
  type PersonRecord,
  personRecord,
  personRecordsIn,
} from './records';

/**
 * Collects rows, then finds those whose address and website an earlier row already has. Memory use does not depend on
 * the number of rows.
 */
export interface DuplicateSearch {
  add(row: GoodRow): Promise<void>;
  /**
   * In row order; can be called once.
   * @param rows the number of rows in the file
   */
  find(rows: number): AsyncGenerator<DuplicateRow, void>;
  close(): Promise<void>;
}

export function openDuplicateSearch(folder: string): DuplicateSearch {
  const byPerson = openPartitions(folder);
  const byRow = openPartitions(folder);
  // A random secret in place of the endpoint, so that the hashes on disk identify nobody.
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

/** All rows of a person are in one partition, in file order. */
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
