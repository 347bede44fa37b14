import { stringify } from 'csv-stringify/sync';

/** Cells as a line of CSV, quoted if necessary. Formulas are marked as text. */
export function csvLine(cells: readonly (string | number | undefined)[], delimiter = ','): string {
  const written = cells.map((cell) => (typeof cell === 'string' ? withoutFormulas(cell) : cell));
  return stringify([written], { delimiter, quoted_match: /[\r\n]/ });
}

/**
 * A spreadsheet runs a cell that begins with these characters as a formula, which can send data elsewhere or start a
 * program. Their full-width forms count too.
 */
const BEGINNING = String.raw`[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]`;

/** A spreadsheet that is set to another delimiter starts a cell after these characters too. */
const BEFORE_A_CELL = String.raw`(?<=^|[,;|"\t\r\n])`;

const TO_DISARM = new RegExp(`${BEFORE_A_CELL}(?='*${BEGINNING})`, 'g');
const DISARMED = new RegExp(`${BEFORE_A_CELL}'(?='*${BEGINNING})`, 'g');

/** Marks as text, with `'`, whatever a spreadsheet would run as a formula. Spreadsheets use the same mark. */
function withoutFormulas(cell: string): string {
  return cell.replace(TO_DISARM, "'");
}

/** Reverses `withoutFormulas`; a `'` before anything else stays. */
export function withFormulas(cell: string): string {
  return cell.replace(DISARMED, '');
}
