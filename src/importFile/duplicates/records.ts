import type { RowPlace } from '../readRow';

/** Six bytes are enough for the rows of any file. */
const NUMBER_BYTES = 6;

const PLACE_BYTES = 2 * NUMBER_BYTES;
const PERSON_BYTES = 16;

/** A person's hash and the place of the row. */
const PERSON_RECORD_BYTES = PERSON_BYTES + PLACE_BYTES;
export const DUPLICATE_RECORD_BYTES = 2 * PLACE_BYTES;

export interface PersonRecord extends RowPlace {
  /** 32 hex digits. */
  readonly person: string;
}

/** A row whose address and website an earlier row already has. */
export interface DuplicateRow extends RowPlace {
  readonly earlier: RowPlace;
}

export function personRecord({ person, ...place }: PersonRecord): Buffer {
  return Buffer.concat([Buffer.from(person, 'hex'), placeRecord(place)]);
}

export function duplicateRecord({ earlier, ...place }: DuplicateRow): Buffer {
  return Buffer.concat([placeRecord(place), placeRecord(earlier)]);
}

export function* personRecordsIn(bytes: Buffer): Generator<PersonRecord> {
  for (let at = 0; at < bytes.length; at += PERSON_RECORD_BYTES) {
    const person = bytes.toString('hex', at, at + PERSON_BYTES);
    yield { person, ...placeAt(bytes, at + PERSON_BYTES) };
  }
}

export function* duplicateRecordsIn(bytes: Buffer): Generator<DuplicateRow> {
  for (let at = 0; at < bytes.length; at += DUPLICATE_RECORD_BYTES) {
    yield { ...placeAt(bytes, at), earlier: placeAt(bytes, at + PLACE_BYTES) };
  }
}

function placeRecord({ row, line }: RowPlace): Buffer {
  const record = Buffer.allocUnsafe(PLACE_BYTES);
  record.writeUIntBE(row, 0, NUMBER_BYTES);
  record.writeUIntBE(line, NUMBER_BYTES, NUMBER_BYTES);
  return record;
}

function placeAt(bytes: Buffer, at: number): RowPlace {
  return { row: bytes.readUIntBE(at, NUMBER_BYTES), line: bytes.readUIntBE(at + NUMBER_BYTES, NUMBER_BYTES) };
}
