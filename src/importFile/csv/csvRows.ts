import type { ImportFile } from '../importFile';
import { withFormulas } from '../formulas';
import { ImportFileError } from '../importFileError';
import { REFUSAL_REASON } from '../refusalReason';
import type { SourceRow } from '../sourceRow';
import { type ColumnGroup, readColumns } from './columns';
import { type CsvRecord, csvRecords } from './csvRecords';
import { readCells } from './readCells';

/** @throws ImportFileError */
export async function* csvRows(
  file: Pick<ImportFile, 'name' | 'content'>,
  delimiter: string,
): AsyncGenerator<SourceRow> {
  const records = csvRecords(file, delimiter);
  const header = await records.next();
  if (header.done === true) throw new ImportFileError(file.name, 'is empty');
  const { line: headerLine, cells: columns } = header.value;
  const read = readColumns(columns);
  const nameless = columns.flatMap((name, index) => (name.trim() === '' ? [index] : []));
  if (!read.ok) {
    const filled = await filledNameless(nameless, records);
    throw new ImportFileError(file.name, `line ${headerLine}: ${[...read.mistakes, ...filled].join('; ')}`);
  }
  // A file of refused rows was written here, with what looks like a formula marked as text.
  const isReport = columns.some((name) => name.trim() === REFUSAL_REASON);
  let row = 0;
  for await (const record of records) {
    row += 1;
    const filled = namelessMistakes(nameless, record);
    if (filled.length > 0) throw new ImportFileError(file.name, `line ${headerLine}: ${filled.join('; ')}`);
    const cells = isReport ? record.cells.map(withFormulas) : record.cells;
    yield {
      read: { row, line: record.line, ...readRecord(cells, read.input, columns.length) },
      source: { format: 'csv', columns, cells },
    };
  }
  if (row === 0)
    throw new ImportFileError(file.name, `line ${headerLine}: there are no rows below the header`);
}

/** Spreadsheets write columns that nobody has filled: only one with something in it is a mistake of the header. */
function namelessMistakes(nameless: readonly number[], { line, cells }: CsvRecord): string[] {
  return nameless
    .filter((index) => (cells[index] ?? '').trim() !== '')
    .map(
      (index) =>
        `column ${index + 1} has no name, and line ${line} has something in it; name it or remove it`,
    );
}

/** Those of the first row that has any, to be reported with the other mistakes of the header. */
async function filledNameless(
  nameless: readonly number[],
  records: AsyncIterable<CsvRecord>,
): Promise<string[]> {
  if (nameless.length === 0) return [];
  for await (const record of records) {
    const filled = namelessMistakes(nameless, record);
    if (filled.length > 0) return filled;
  }
  return [];
}

function readRecord(
  cells: readonly string[],
  columns: ColumnGroup,
  width: number,
): ReturnType<typeof readCells> {
  if (cells.length === width) return readCells(columns, cells);
  const message = `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}; the header has ${width}`;
  return { kind: 'bad', problems: [{ path: 'input', message }] };
}
