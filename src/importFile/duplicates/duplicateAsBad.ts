import type { Layout } from '../layout';
import type { BadRow } from '../readRow';
import type { DuplicateRow } from './duplicateRow';

export function duplicateAsBad({ row, line, earlier }: DuplicateRow, { format }: Layout): BadRow {
  const path = format === 'csv' ? 'email' : 'customer.email';
  const message = `is in row ${earlier.row} (line ${earlier.line}) already, for the same website; keep one of the two`;
  return { row, line, kind: 'bad', problems: [{ path, message }] };
}
