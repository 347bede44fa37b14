import type { ImportFile } from '../importFile';
import { ImportFileError } from '../importFileError';
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
  if (!read.ok) throw new ImportFileError(file.name, `line ${headerLine}: ${read.mistakes.join('; ')}`);
  let row = 0;
  for await (const record of records) {
    row += 1;
    yield {
      read: { row, line: record.line, ...readRecord(record, read.input, columns.length) },
      source: { format: 'csv', columns, cells: record.cells },
    };
  }
  if (row === 0)
    throw new ImportFileError(file.name, `line ${headerLine}: there are no rows below the header`);
}

function readRecord({ cells }: CsvRecord, columns: ColumnGroup, width: number): ReturnType<typeof readCells> {
  if (cells.length === width) return readCells(columns, cells);
  const message = `has ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}; the header has ${width}`;
  return { kind: 'bad', problems: [{ path: 'input', message }] };
}
