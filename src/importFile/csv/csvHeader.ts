import { ImportFileError } from '../importFileError';
import type { ColumnTable } from '../tables/columnTable';
import { readTableHeader, type TableColumns } from '../tables/tableColumns';
import type { TextFile } from '../textFile';
import { type ColumnGroup, readColumns } from './columns';
import { type CsvRecord, csvRecords } from './csvRecords';

/** What the columns of a file mean: our own fields, or columns of another shop. */
export type CsvHeader = HeaderPlace &
  (
    | { readonly kind: 'fields'; readonly input: ColumnGroup }
    | { readonly kind: 'table'; readonly columns: TableColumns }
  );

interface HeaderPlace {
  readonly line: number;
  readonly names: readonly string[];
  /** Columns without a name, which must be empty in every row. */
  readonly nameless: readonly number[];
}

export interface HeaderOptions {
  /** The table for a header; `undefined` if its columns are our own fields. */
  readonly tableFor: (names: readonly string[]) => ColumnTable | undefined;
  readonly allowUnknown: boolean;
}

/** @throws ImportFileError with all mistakes of the header */
export async function csvHeader(
  file: Pick<TextFile, 'name' | 'content' | 'layout'>,
  { tableFor, allowUnknown }: HeaderOptions,
): Promise<CsvHeader> {
  const records = csvRecords(file);
  const first = await records.next();
  if (first.done === true) throw new ImportFileError(file.name, 'is empty');
  const { line, cells: names } = first.value;
  const nameless = names.flatMap((name, index) => (name.trim() === '' ? [index] : []));
  const table = tableFor(names);
  const read = table
    ? readTableHeader(names, { table, allowUnknown })
    : readColumns(names, { unknown: allowUnknown ? 'sent' : 'mistakes' });
  if (!read.ok) {
    const filled = await firstFilledNameless(nameless, records);
    throw new ImportFileError(file.name, `line ${line}: ${[...read.mistakes, ...filled].join('; ')}`);
  }
  await records.return(undefined);
  const place = { line, names, nameless };
  return 'columns' in read
    ? { ...place, kind: 'table', columns: read.columns }
    : { ...place, kind: 'fields', input: read.input };
}

/** Spreadsheets write unused columns without a name: one is only a mistake if it contains something. */
export function filledNameless(nameless: readonly number[], { line, cells }: CsvRecord): string[] {
  return nameless
    .filter((index) => (cells[index] ?? '').trim() !== '')
    .map(
      (index) =>
        `column ${index + 1} has no name, and line ${line} has something in it; name it or remove it`,
    );
}

/** Looks for the first row that fills a column without a name, to report it with the other mistakes of the header. */
async function firstFilledNameless(
  nameless: readonly number[],
  records: AsyncIterable<CsvRecord>,
): Promise<string[]> {
  if (nameless.length === 0) return [];
  for await (const record of records) {
    const filled = filledNameless(nameless, record);
    if (filled.length > 0) return filled;
  }
  return [];
}
