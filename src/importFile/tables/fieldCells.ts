import type { InputProblem } from '../../contract/parse/inputProblem';
import { convert, type ShopCodes } from './conversions';
import { addressOf, type FieldSource, MOST_LINES, type TableColumns, type TableField } from './tableColumns';

/** A row's cells as values of the table's fields. */
export interface FieldCells {
  /** In the order of `columns.fields`; empty if the field is left out. */
  readonly cells: readonly string[];
  /** Cells with an invalid value. */
  readonly problems: readonly InputProblem[];
}

/** A row of a file, read by its table. */
export interface TableRow extends FieldCells {
  readonly columns: TableColumns;
  /** Where it is, to be read behind a problem; empty of the customer's own row. */
  readonly place: string;
}

export function fieldCells(columns: TableColumns, cells: readonly string[], codes: ShopCodes): FieldCells {
  const problems = new Map<string, InputProblem>();
  const addresses = addressesIn(columns, cells);
  const values = columns.fields.map((field) => {
    const address = addressOf(field.name);
    if (address !== undefined && !addresses.has(address)) return '';
    return valueOf(field, cells, { codes, problems });
  });
  return { cells: values, problems: [...problems.values()] };
}

/** Whether a row contains only another address of the customer in a row above it. */
export function continuesCustomer(columns: TableColumns, cells: readonly string[]): boolean {
  if (columns.table.continuesRows !== true) return false;
  const isPerson = ({ name }: TableField) => ['email', 'firstname', 'lastname'].includes(name);
  const person = columns.fields.filter(isPerson).flatMap(({ sources }) => sources);
  return person.every(({ index }) => isEmpty(cells, index)) && addressesIn(columns, cells).size > 0;
}

/** The addresses with their own data in a row. */
function addressesIn({ fields }: TableColumns, cells: readonly string[]): ReadonlySet<string> {
  const isOwn = ({ isSecond, index }: FieldSource) => !isSecond && !isEmpty(cells, index);
  return new Set(fields.flatMap(({ name, sources }) => (sources.some(isOwn) ? (addressOf(name) ?? []) : [])));
}

interface ValueContext {
  readonly codes: ShopCodes;
  readonly problems: Map<string, InputProblem>;
}

function valueOf(
  { sources, always = '' }: TableField,
  cells: readonly string[],
  { codes, problems }: ValueContext,
): string {
  const source = sources.find(({ index }) => !isEmpty(cells, index));
  if (source === undefined) return always;
  const { as, code, column, index, line } = source;
  if (code !== undefined) return code;
  const refuse = (message: string) => {
    problems.set(column, { path: column, message });
    return '';
  };
  const rival = sources.find((other) => isRival(other, source, cells));
  if (rival !== undefined)
    return refuse(`differs from ${rival.column}, which fills the same field; empty one of them`);
  const text = (cells[index] ?? '').trim();
  if (line !== undefined) {
    const lines = linesOf(text);
    return lines.length > MOST_LINES ? refuse(`has more than ${MOST_LINES} lines`) : (lines[line] ?? '');
  }
  const converted = convert(as, text, codes);
  return converted.ok ? converted.text : refuse(converted.problem);
}

/** Whether another column of the same field has a different value: only one of the two could be sent. */
function isRival(other: FieldSource, chosen: FieldSource, cells: readonly string[]): boolean {
  if (other.isSecond || chosen.isSecond || isEmpty(cells, other.index)) return false;
  return (cells[other.index] ?? '').trim() !== (cells[chosen.index] ?? '').trim();
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function isEmpty(cells: readonly string[], index: number): boolean {
  return (cells[index] ?? '').trim() === '';
}
