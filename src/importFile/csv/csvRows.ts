import type { ImportFile } from '../importFile';
import { withFormulas } from '../formulas';
import { ImportFileError } from '../importFileError';
import { REFUSAL_REASON } from '../refusalReason';
import type { SourceRow } from '../sourceRow';
import { type ColumnGroup, readColumns } from './columns';
import { csvRecords } from './csvRecords';
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
  if (!read.ok) throw new ImportFileError(file.name, `line ${headerLine}: ${read.mistakes.join('; ')}`);
  // A file of refused rows was written here, with what looks like a formula marked as text.
  const isReport = columns.some((name) => name.trim() === REFUSAL_REASON);
  let row = 0;
  for await (const record of records) {
    row += 1;
    const cells = isReport ? record.cells.map(withFormulas) : record.cells;
    yield {
      read: { row, line: record.line, ...readRecord(cells, read.input, columns.length) },
      source: { format: 'csv', columns, cells },
    };
  }
  if (row === 0)
    throw new ImportFileError(file.name, `line ${headerLine}: there are no rows below the header`);
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
