import { isRecord } from '../../contract/isRecord';
import type { InputProblem } from '../../contract/parse/inputProblem';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import { inColumns, inputOf } from '../csv/readCells';
import type { CsvRecord } from '../csv/csvRecords';
import type { BadRow, GoodRow } from '../readRow';
import { type AddressProblem, whyRefused, withRegion } from './addresses';
import type { AddressFile } from './addressFile';
import type { ShopCodes } from './conversions';
import { fieldCells, type TableRow } from './fieldCells';
import { addressOf, type TableColumns } from './tableColumns';

export type ReadTableRow = Omit<GoodRow, 'row' | 'line'> | Omit<BadRow, 'row' | 'line'>;

export interface TableRowOptions {
  readonly columns: TableColumns;
  readonly addresses: AddressFile | undefined;
  readonly codes: ShopCodes;
  readonly incompleteAddresses: 'leave out' | 'send';
}

/**
 * Makes an input from a customer's rows and from the separate file's addresses, and validates it. The path of a
 * problem is the name of its column.
 */
export async function readTableRow(
  records: readonly [CsvRecord, ...CsvRecord[]],
  options: TableRowOptions,
): Promise<ReadTableRow> {
  const { columns, codes, addresses, incompleteAddresses } = options;
  const [first, ...others] = records.map(({ line, cells }, index): TableRow => {
    const place = index === 0 ? '' : ` (line ${line})`;
    return { columns, place, ...fieldCells(columns, cells, codes) };
  });
  if (first === undefined) throw new Error('a customer has no row');
  const { customer: fields, ...input } = inputOf(columns.input, first.cells);
  const customer = isRecord(fields) ? fields : {};
  const joined = (await addresses?.of(customer)) ?? [];
  const all = [first, ...others, ...joined].flatMap((row) => addressesOf(row, customer));
  const isSent = ({ refused }: RowAddress) => refused.length === 0 || incompleteAddresses === 'send';
  const sent = all.filter(isSent);
  const { addresses: _own, ...person } = customer;
  const parsed = parseOnboardingInput({
    ...input,
    customer: { ...person, ...(sent.length > 0 && { addresses: sent.map(({ address }) => address) }) },
  });
  const unread = [first, ...others, ...joined].flatMap(({ problems, place }) =>
    problems.map(({ path, message }) => ({ path, message: message + place })),
  );
  const reported = new Set(unread.map(({ path }) => path));
  const invalid = parsed.ok ? [] : parsed.problems.map((problem) => inSource(problem, first, sent));
  const contradicting = others.flatMap((row) => contradictions(row, first));
  const problems = [...invalid, ...missingProblems(person, first), ...contradicting];
  const bad = [...unread, ...problems.filter(({ path }) => !reported.has(path))];
  if (!parsed.ok || bad.length > 0) return { kind: 'bad', problems: bad };
  const leftOut = all.filter((each) => !isSent(each)).flatMap(whyLeftOut);
  return { kind: 'good', input: parsed.input, ...(leftOut.length > 0 && { leftOut }) };
}

/**
 * Data about the customer in the row of a further address that differs from the customer's own row: only one of the
 * two could be sent.
 */
function contradictions({ columns, cells, place }: TableRow, first: TableRow): InputProblem[] {
  return columns.fields.flatMap(({ name, sources: [source] }, index) => {
    const isOfCustomer = addressOf(name) === undefined && source !== undefined && source.code === undefined;
    const cell = cells[index] ?? '';
    if (!isOfCustomer || cell === '' || cell === first.cells[index]) return [];
    return [{ path: source.column, message: `differs from the customer's own row; empty it${place}` }];
  });
}

function missingProblems(person: Readonly<Record<string, unknown>>, row: TableRow): InputProblem[] {
  const { table, fields } = row.columns;
  return (table.neverEmptyFields ?? [])
    .filter((field) => person[field] === undefined && fields.some(({ name }) => name === field))
    .map((field) => inSourceRow({ path: `customer.${field}`, message: 'is empty; fill it in' }, row));
}

interface RowAddress {
  readonly row: TableRow;
  /** Its index among the addresses of its row. */
  readonly index: number;
  readonly address: Record<string, unknown>;
  readonly refused: readonly AddressProblem[];
}

/** An address without a name gets the customer's. */
function addressesOf(row: TableRow, { firstname, lastname }: Record<string, unknown>): RowAddress[] {
  const { customer } = inputOf(row.columns.input, row.cells);
  const addresses: unknown = isRecord(customer) ? customer['addresses'] : undefined;
  if (!Array.isArray(addresses)) return [];
  return addresses.filter(isRecord).map((given, index) => {
    const address = withRegion({ ...definedOf({ firstname, lastname }), ...given });
    return { row, index, address, refused: whyRefused(address) };
  });
}

function definedOf(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function whyLeftOut({ row, index, refused }: RowAddress): InputProblem[] {
  return refused.map(({ field, why }) => {
    const { path } = inSourceRow({ path: `customer.addresses.${index}.${field}`, message: '' }, row);
    return { path, message: `${why}, so this address is left out${row.place}` };
  });
}

/** The problem with the name of the file's own column instead of the path in the input. */
function inSource(problem: InputProblem, first: TableRow, sent: readonly RowAddress[]): InputProblem {
  const [, index, rest] = /^customer\.addresses\.(\d+)(?:\.([^]*))?$/.exec(problem.path) ?? [];
  const address = index === undefined ? undefined : sent[Number(index)];
  if (address === undefined) return inSourceRow(problem, first);
  const path = ['customer', 'addresses', address.index, ...(rest ? [rest] : [])].join('.');
  return inSourceRow({ path, message: problem.message }, address.row);
}

function inSourceRow(problem: InputProblem, { columns, cells, place }: TableRow): InputProblem {
  const { path, message } = inColumns(problem, columns.input, cells);
  const field = columns.fields.find(({ name }) => name === path || name.startsWith(`${path}.`));
  return { path: field?.sources[0]?.column ?? path, message: message + place };
}
