import type { RowPlace } from '../readRow';

/** A row whose address and website an earlier row already has. */
export interface DuplicateRow extends RowPlace {
  readonly earlier: RowPlace;
}
