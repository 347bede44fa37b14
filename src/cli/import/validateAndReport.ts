import {
  type BadRow,
  type Conversion,
  type GoodRow,
  type ImportFile,
  validateFile,
  type FileValidation,
  refusedAddresses,
} from '../../importFile';
import { type InputProblem, inputProblemLine } from '../../contract/parse/inputProblem';
import { say } from '../terminal/output';

/** More lines than a person reads. */
const MOST_SHOWN = 100;

export interface CheckedFile extends FileValidation {
  /** Good rows with an address that Commerce refuses unless the shop is configured to accept it. */
  readonly doubtful: number;
}

/** Validates every row, and reports bad rows and skipped addresses. Sends nothing. */
export async function validateAndReport(file: ImportFile, signal: AbortSignal): Promise<CheckedFile> {
  const { name, reading } = file;
  const table =
    reading.kind === 'csv' && reading.header.kind === 'table' ? reading.header.columns.table : undefined;
  if (table) say(`${name}: is read as ${table.title}.`);
  if (table?.hasPasswords === true) {
    say('Passwords cannot be imported from another shop: Commerce mails each customer a link to set one.');
  }
  sayUnusedCodes(file);
  let bad = 0;
  let leftOut = 0;
  let doubtful = 0;
  const validation = await validateFile(file, {
    signal,
    onBad: (row) => {
      bad += 1;
      if (bad <= MOST_SHOWN) sayProblems(name, row, row.problems);
    },
    onGood: (row) => {
      if (row.leftOut && (leftOut += 1) <= MOST_SHOWN) sayProblems(name, row, row.leftOut);
      const refused = table ? [] : refusedAddresses(row.input);
      if (refused.length > 0 && (doubtful += 1) <= MOST_SHOWN) sayProblems(name, row, refused);
    },
  });
  if (bad > MOST_SHOWN) say(`${bad - MOST_SHOWN} more rows are bad.`);
  if (leftOut > MOST_SHOWN) say(`Addresses of ${leftOut - MOST_SHOWN} more rows are left out.`);
  if (leftOut > 0) say('If the shop accepts such addresses, send them with --send-incomplete-addresses.');
  if (doubtful > MOST_SHOWN) say(`${doubtful - MOST_SHOWN} more rows have such addresses.`);
  const missing = reading.kind === 'csv' ? [...(reading.codes.missing ?? [])] : [];
  if (missing.length > 0)
    say(`Add the IDs of these codes, which the Admin of the tenant shows: ${missing.join(' ')}`);
  sayUnclaimed(file);
  return { ...validation, doubtful };
}

function sayProblems(name: string, { row, line }: BadRow | GoodRow, problems: readonly InputProblem[]): void {
  for (const problem of problems) say(`${name}: line ${line} (row ${row}): ${inputProblemLine(problem)}`);
}

/** A user who gives the ID of a website may expect every customer of the file to belong to it. */
function sayUnusedCodes({ name, reading }: ImportFile): void {
  if (reading.kind === 'jsonl') return;
  const { header, codes } = reading;
  const fields = header.kind === 'table' ? header.columns.fields : [];
  const has = (conversion: Conversion) =>
    fields.some(({ sources }) => sources.some(({ as }) => as === conversion));
  for (const [option, given, conversion] of [
    ['--website', codes.websites, 'website code'],
    ['--store', codes.stores, 'store code'],
  ] as const) {
    if (given.size > 0 && !has(conversion)) {
      say(`${option} is ignored: ${name} has no column for such codes. Give each row a website_id instead.`);
    }
  }
}

function sayUnclaimed({ name, reading }: ImportFile): void {
  const addresses = reading.kind === 'csv' ? reading.addresses : undefined;
  const lines = addresses?.unclaimedLines() ?? [];
  if (!addresses || lines.length === 0) return;
  const some = lines.slice(0, 10).join(', ');
  const more = lines.length > 10 ? ' and more' : '';
  say(
    `${addresses.name}: skipped ${lines.length} addresses without a customer in ${name} (line ${some}${more}).`,
  );
}
