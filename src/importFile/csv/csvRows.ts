import { withFormulas } from './csvLine';
import type { ImportFile } from '../importFile';
import { ImportFileError } from '../importFileError';
import type { ReadRow, SourceRow } from '../readRow';
import type { CsvReading } from '../reading';
import { REFUSAL_REASON } from '../report/refusedRow';
import { continuesCustomer } from '../tables/fieldCells';
import { readTableRow } from '../tables/readTableRow';
import { filledNameless } from './csvHeader';
import { type CsvRecord, csvRecords } from './csvRecords';
import { readCells } from './readCells';

/** @throws ImportFileError */
export async function* csvRows(
  file: Pick<ImportFile, 'name' | 'content' | 'layout'>,
  reading: CsvReading,
): AsyncGenerator<SourceRow> {
  const { header } = reading;
  let row = 0;
  for await (const customer of customersIn(recordsBelow(file, reading), reading)) {
    row += 1;
    const [first, ...others] = customer;
    const read = await readCustomer(customer, reading);
    yield {
      read: { row, line: first.line, ...read },
      source: {
        format: 'csv',
        columns: header.names,
        cells: first.cells,
        ...(others.length > 0 && { moreCells: others.map(({ cells }) => cells) }),
      },
    };
  }
  if (row === 0) {
    throw new ImportFileError(file.name, `line ${header.line}: there are no rows below the header`);
  }
}

async function* recordsBelow(
  file: Pick<ImportFile, 'name' | 'content' | 'layout'>,
  { header }: CsvReading,
): AsyncGenerator<CsvRecord> {
  const records = csvRecords(file);
  await records.next();
  // A file of refused rows was written by an import, which marked formulas as text.
  const isReport = header.names.some((name) => name.trim() === REFUSAL_REASON);
  for await (const { line, cells } of records) {
    const filled = filledNameless(header.nameless, { line, cells });
    if (filled.length > 0) throw new ImportFileError(file.name, `line ${header.line}: ${filled.join('; ')}`);
    yield { line, cells: isReport ? cells.map(withFormulas) : cells };
  }
}

type CustomerRecords = readonly [CsvRecord, ...CsvRecord[]];

/** The records of each customer: one, or more if the rows below it contain further addresses. */
async function* customersIn(
  records: AsyncIterable<CsvRecord>,
  { header }: CsvReading,
): AsyncGenerator<CustomerRecords> {
  let begun: [CsvRecord, ...CsvRecord[]] | undefined;
  for await (const record of records) {
    if (begun && header.kind === 'table' && continuesCustomer(header.columns, record.cells)) {
      begun.push(record);
      continue;
    }
    if (begun) yield begun;
    begun = [record];
  }
  if (begun) yield begun;
}

/** The content of a row, without its place. */
type Unplaced<T> = T extends unknown ? Omit<T, 'row' | 'line'> : never;

async function readCustomer(records: CustomerRecords, reading: CsvReading): Promise<Unplaced<ReadRow>> {
  const { header } = reading;
  const width = header.names.length;
  const unfit = records.find(({ cells }) => cells.length !== width);
  if (unfit) {
    const { length } = unfit.cells;
    const message = `has ${length} ${length === 1 ? 'cell' : 'cells'}; the header has ${width}`;
    return { kind: 'bad', problems: [{ path: 'input', message }] };
  }
  if (header.kind === 'table') return await readTableRow(records, { ...reading, columns: header.columns });
  return readCells(header.input, records[0].cells);
}
