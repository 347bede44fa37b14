import { stringify } from 'csv-stringify/sync';
import { withoutFormulas } from '../formulas';

/** Cells as a line of CSV, quoted if necessary. Formulas are marked as text. */
export function csvLine(cells: readonly (string | number | undefined)[], delimiter = ','): string {
  const written = cells.map((cell) => (typeof cell === 'string' ? withoutFormulas(cell) : cell));
  return stringify([written], { delimiter, quoted_match: /[\r\n]/ });
}
