/**
 * A spreadsheet takes a cell that begins like this for a formula, which may send what is in the sheet elsewhere or run
 * a program. The wide forms of the signs count too.
 */
const BEGINNING = String.raw`[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]`;

/** A cell also begins behind these, where the spreadsheet is set to another delimiter than ours. */
const BEFORE_A_CELL = String.raw`(?<=^|[,;|"\t\r\n])`;

const TO_DISARM = new RegExp(`${BEFORE_A_CELL}(?='*${BEGINNING})`, 'g');
const DISARMED = new RegExp(`${BEFORE_A_CELL}'(?='*${BEGINNING})`, 'g');

/** The cell with a `'` before whatever a spreadsheet would take for a formula, as spreadsheets themselves mark text. */
export function withoutFormulas(cell: string): string {
  return cell.replace(TO_DISARM, "'");
}

/** The cell as it was before `withoutFormulas`. A `'` that disarms nothing stays. */
export function withFormulas(cell: string): string {
  return cell.replace(DISARMED, '');
}
