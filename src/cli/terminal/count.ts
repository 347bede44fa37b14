import { InvalidArgumentError } from 'commander';

/** Reads a whole number of 1 or more, for an option of commander. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}
