import { stringify } from 'csv-stringify/sync';

/** Cells as a line of CSV, quoted where they have to be. */
export function csvLine(cells: readonly (string | number | undefined)[], delimiter = ','): string {
  return stringify([[...cells]], { delimiter });
}
