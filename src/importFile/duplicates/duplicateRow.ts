import type { RowPlace } from '../readRow';

/** A row of an address and website that an earlier row has already. */
export interface DuplicateRow extends RowPlace {
  readonly earlier: RowPlace;
}
