import { csvRecords } from '../csv/csvRecords';
import { withFormulas } from '../csv/csvLine';
import { groupColumns, MOST_COLUMNS, shownName } from '../csv/columns';
import { ImportFileError } from '../importFileError';
import { openTextFile } from '../textFile';
import type { ColumnRule, ColumnTable } from './columnTable';
import { CONVERSIONS, isConversion } from './conversions';
import { ATTRIBUTE } from './tableColumns';

/** The columns of a map, which `--map-template` writes and `--map` reads. */
export const MAP_COLUMNS = ['column', 'field', 'conversion', 'left out because'] as const;

/**
 * Reads the user's own table: each line maps a column to a field, or says why it is left out.
 * @throws ImportFileError with all its mistakes
 */
export async function readMap(path: string, spoolFolder: string): Promise<ColumnTable> {
  const file = await openTextFile(path, { spoolFolder, format: 'csv' });
  try {
    const records = csvRecords(file);
    const header = await records.next();
    const names = header.done === true ? [] : header.value.cells.map((cell) => cell.trim().toLowerCase());
    if (!MAP_COLUMNS.slice(0, 2).every((name) => names.includes(name))) {
      const problem = `line 1: must have the columns ${MAP_COLUMNS.join(', ')}; --map-template writes such a file`;
      throw new ImportFileError(file.name, problem);
    }
    const columns: [string, ColumnRule][] = [];
    const always: [string, string][] = [];
    const mistakes: string[] = [];
    for await (const { line, cells } of records) {
      if (columns.length >= MOST_COLUMNS) {
        throw new ImportFileError(file.name, `has more than ${MOST_COLUMNS} columns`);
      }
      const cellOf = (name: string) => withFormulas(cells[names.indexOf(name)] ?? '').trim();
      const [column = '', field = '', conversion = '', because = ''] = MAP_COLUMNS.map(cellOf);
      const read = readLine({ field, conversion, because });
      const isTwice = columns.some(([name]) => name === column);
      if (column === '') {
        const value = /^always (.+)$/.exec(conversion)?.[1];
        if (value === undefined) mistakes.push(`line ${line}: names no column of the file`);
        else mistakes.push(...fieldMistakes(field, 'text').map((mistake) => `line ${line}: ${mistake}`));
        always.push([field, value ?? '']);
      } else if (isTwice)
        mistakes.push(`line ${line}: the column ${shownName(column)} is there twice; keep one of them`);
      else if (!read.ok)
        mistakes.push(...read.mistakes.map((mistake) => `line ${line} (${shownName(column)}): ${mistake}`));
      else columns.push([column, read.rule]);
    }
    if (mistakes.length > 0) throw new ImportFileError(file.name, mistakes.join('; '));
    return {
      name: 'map',
      title: `the map ${file.name}`,
      holds: 'customers',
      recognizedBy: [],
      columns: Object.fromEntries(columns),
      always: Object.fromEntries(always),
      otherColumns: 'unknown',
      hasPasswords: false,
    };
  } finally {
    await file.close();
  }
}

type ReadLine =
  | { readonly ok: true; readonly rule: ColumnRule }
  | { readonly ok: false; readonly mistakes: readonly string[] };

function readLine(line: { field: string; conversion: string; because: string }): ReadLine {
  const { field, because } = line;
  const conversion = line.conversion === '' ? 'text' : line.conversion;
  const fields = field.split(/\s+/).filter((name) => name !== '');
  if (fields.length === 0) {
    if (because !== '') return { ok: true, rule: { leftOut: because } };
    return { ok: false, mistakes: ['give a field, or say in "left out because" why it is left out'] };
  }
  const mistakes = fields.flatMap((name) => fieldMistakes(name, conversion));
  if (because !== '') mistakes.push('give a field, or why it is left out, but not both');
  if (!isConversion(conversion)) {
    return {
      ok: false,
      mistakes: [...mistakes, `the conversion must be ${Object.keys(CONVERSIONS).join('; ')}`],
    };
  }
  return mistakes.length === 0 ? { ok: true, rule: { fields, as: conversion } } : { ok: false, mistakes };
}

function fieldMistakes(given: string, conversion: string): string[] {
  const name = given.replace(/\?$/, '');
  if (ATTRIBUTE.test(name)) return [];
  const { mistakes, unknownColumns } = groupColumns([conversion === 'lines' ? `${name}.0` : name]);
  if (unknownColumns.length > 0)
    return [`Commerce has no field ${shownName(name)}; a custom attribute is custom_attributes.CODE`];
  return mistakes.map((mistake) => mistake.replace(/^column 1( \(.*?\))?/, `the field ${shownName(name)}`));
}
