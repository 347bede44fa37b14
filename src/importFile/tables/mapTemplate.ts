import { csvRecords } from '../csv/csvRecords';
import { isName, groupColumns, tooManyColumns } from '../csv/columns';
import { nearFields } from '../csv/nearFields';
import { ImportFileError } from '../importFileError';
import { csvLine } from '../csv/csvLine';
import { openTextFile, type TextFileOptions } from '../textFile';
import { type ColumnTable, isLeftOut } from './columnTable';
import type { Conversion } from './conversions';
import { MAP_COLUMNS } from './readMap';
import { ruleOf } from './tableColumns';
import { tableOf } from './tables';

/**
 * A map of a file's columns as CSV: known columns are filled in, similar ones are proposed, and the user completes
 * the rest.
 * @throws ImportFileError
 */
export async function mapTemplate(path: string, options: TextFileOptions): Promise<string> {
  const file = await openTextFile(path, { ...options, format: 'csv' });
  try {
    const header = await csvRecords(file).next();
    const names = header.done === true ? [] : header.value.cells.map((name) => name.trim());
    const tooMany = tooManyColumns(names);
    if (tooMany !== undefined) throw new ImportFileError(file.name, `line 1: ${tooMany}`);
    const table = tableOf(names);
    const lines = linesOf(
      names.filter((name) => name !== ''),
      table,
    );
    const always = Object.entries(table?.always ?? {}).map(([field, value]) => [
      '',
      field,
      `always ${value}`,
      '',
    ]);
    return [MAP_COLUMNS, ...lines, ...always].map((line) => csvLine(line)).join('');
  } finally {
    await file.close();
  }
}

function linesOf(names: readonly string[], table: ColumnTable | undefined): string[][] {
  const taken = new Set<string>();
  return names.map((column) => {
    const rule = table && ruleOf(table, column, { allowUnknown: false });
    if (typeof rule === 'object') {
      if (isLeftOut(rule)) return [column, '', '', rule.leftOut];
      return [column, rule.fields.join(' '), rule.as ?? '', ''];
    }
    const field = isField(column) ? column : (nearFields(column)[0] ?? '');
    // A second phone number is used if the first one is empty.
    const second = field !== '' && taken.has(field) ? '?' : '';
    taken.add(field);
    return [column, field + second, CONVERSIONS_OF_FIELDS[field] ?? '', ''];
  });
}

function isField(column: string): boolean {
  const { mistakes, unknownColumns } = groupColumns([column]);
  return isName(column) && mistakes.length === 0 && unknownColumns.length === 0;
}

/** The usual format of these fields in other programs' files. */
const CONVERSIONS_OF_FIELDS: Readonly<Partial<Record<string, Conversion>>> = {
  dob: 'date',
  gender: 'gender',
  'extension_attributes.is_subscribed': 'yes or no',
  'addresses.0.country_id': 'capitals',
};
