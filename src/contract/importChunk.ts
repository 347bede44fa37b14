import { isRecord } from './isRecord';
import type { ImportChunk, RetriedRows } from './importing';

/**
 * Whether an argument of `importCustomers` is a chunk. Its rows may contain anything: each is validated by itself.
 */
export function isImportChunk(value: unknown): value is ImportChunk {
  return (
    isRecord(value) &&
    typeof value['importId'] === 'string' &&
    typeof value['tenant'] === 'string' &&
    isWholeNumber(value['chunk'], 0) &&
    isListOf(value['rows'], ({ row }) => isWholeNumber(row, 1))
  );
}

/** Whether a signal's argument lists retried rows. */
export function isRetriedRows(value: unknown): value is RetriedRows {
  return isRecord(value) && typeof value['more'] === 'number' && isListOf(value['rows'], () => true);
}

function isListOf(value: unknown, isMember: (member: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((member: unknown) => isRecord(member) && isMember(member));
}

function isWholeNumber(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least;
}
