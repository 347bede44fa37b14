import { spellingProblems } from '../../contract/parse/spelling';
import { onboardingInputSchema } from '../../contract/parse/onboardingInputSchema';
import {
  asManyAsRead,
  type ColumnGroup,
  groupColumns,
  isLikeHeader,
  shownName,
  tooManyColumns,
} from '../csv/columns';
import { NEEDED_COLUMNS } from '../csv/columnSchema';
import { nearDistance } from '../csv/nameDistance';
import { nearFields } from '../csv/nearFields';
import { REFUSAL_REASON } from '../report/refusedRow';
import { type ColumnRule, type ColumnTable, type FieldRule, isLeftOut } from './columnTable';
import type { Conversion } from './conversions';

/** The columns of another shop's file as our own fields. */
export interface TableColumns {
  readonly table: ColumnTable;
  /** A row's cells are the fields' values, in this order. */
  readonly fields: readonly TableField[];
  readonly input: ColumnGroup;
  readonly usedColumns: readonly string[];
  readonly leftOut: readonly { readonly column: string; readonly because: string }[];
  readonly customAttributes: readonly string[];
}

export interface TableField {
  readonly name: string;
  /** The value comes from the first one whose cell is not empty. */
  readonly sources: readonly FieldSource[];
  /** The value of a field without a source. */
  readonly always?: string;
}

export interface FieldSource {
  readonly column: string;
  readonly index: number;
  readonly as: Conversion;
  /** It fills the field only if no other column does, and alone makes no address. */
  readonly isSecond: boolean;
  /** The line of the cell that is the value. */
  readonly line?: number;
  /** The value if the cell is not empty: the code of a custom attribute. */
  readonly code?: string;
}

export type ReadTableHeader =
  | { readonly ok: true; readonly columns: TableColumns }
  | { readonly ok: false; readonly mistakes: readonly string[] };

/** @param names the header's cells */
export function readTableHeader(
  names: readonly string[],
  { table, allowUnknown }: { table: ColumnTable; allowUnknown: boolean },
): ReadTableHeader {
  const tooMany = tooManyColumns(names);
  if (tooMany !== undefined) return { ok: false, mistakes: [tooMany] };
  // If this is no header, it is personal data, which no message may repeat.
  const isHeader = isLikeHeader(names) || names.some((name) => Object.hasOwn(table.columns, name.trim()));
  const mistakes: string[] = [];
  const leftOut: { column: string; because: string }[] = [];
  const placed: PlacedColumn[] = [];
  const seen = new Set<string>();
  for (const [index, given] of names.entries()) {
    const column = given.trim();
    if (column === '' || column === REFUSAL_REASON) continue;
    const called = isHeader ? `column ${index + 1} (${shownName(column)})` : `column ${index + 1}`;
    if (seen.has(column)) mistakes.push(`${called} is there twice; keep one of them`);
    seen.add(column);
    const rule = ruleOf(table, column, { allowUnknown });
    if (typeof rule !== 'string') {
      if (isLeftOut(rule)) leftOut.push({ column, because: rule.leftOut });
      else placed.push({ column, index, rule });
    } else if (allowUnknown) {
      leftOut.push({ column: shownName(column), because: 'it is unknown (--allow-unknown)' });
    } else mistakes.push(`${called} ${rule}`);
  }
  const fields = fieldsOf(table, placed);
  const grouped = groupColumns(fields.map(({ name }) => name));
  const missing = missingColumns(table, fields);
  const all = [...missing, ...mistakes, ...grouped.mistakes];
  if (all.length > 0) return { ok: false, mistakes: asManyAsRead(all) };
  const isAttribute = ({ rule }: PlacedColumn) => rule.fields.some((field) => ATTRIBUTE.test(field));
  return {
    ok: true,
    columns: {
      table,
      fields,
      input: grouped.input,
      usedColumns: placed.filter((each) => !isAttribute(each)).map(({ column }) => column),
      leftOut,
      customAttributes: placed.filter(isAttribute).map(({ column }) => column),
    },
  };
}

interface PlacedColumn {
  readonly column: string;
  readonly index: number;
  readonly rule: FieldRule;
}

/** Commerce's form for an attribute's code. */
const CODE = /^[A-Za-z][A-Za-z0-9_]{0,59}$/;

/** What a column means, or, if the table does not know it, what is wrong with it, to read after its name. */
export function ruleOf(
  table: ColumnTable,
  column: string,
  { allowUnknown }: { allowUnknown: boolean },
): ColumnRule | string {
  const rule = Object.hasOwn(table.columns, column) ? table.columns[column] : undefined;
  if (rule !== undefined) return rule;
  const ofAddress = isOfAddress(table, column);
  const code = ofAddress ? column.slice(table.addressPrefix?.length) : column;
  const owner = ofAddress ? 'addresses.0.' : '';
  if (table.otherColumns === 'unknown' || !CODE.test(code)) return notIn(table, column);
  const unfit = whyNoAttribute(code);
  if (unfit !== undefined) return unfit;
  const near = nearColumns(table, column);
  if (near.length > 0 && !allowUnknown) {
    return `is not known in ${table.title}; perhaps it is ${near.join(' or ')}; correct it, or send it as a custom attribute with --allow-unknown`;
  }
  return { fields: [`${owner}custom_attributes.${code}`] };
}

function isOfAddress({ addressPrefix }: ColumnTable, column: string): boolean {
  return addressPrefix !== undefined && column.startsWith(addressPrefix);
}

function whyNoAttribute(attribute_code: string): string | undefined {
  const input = { customer: { custom_attributes: [{ attribute_code, value: '' }] } };
  const [problem] = spellingProblems(input, onboardingInputSchema);
  return problem && `is no custom attribute: its code ${problem.message}`;
}

function notIn(table: ColumnTable, column: string): string {
  const columns = nearColumns(table, column);
  const near = columns.length > 0 ? columns : nearFields(column);
  const meant = near.length === 0 ? '' : `; perhaps it is ${near.join(' or ')}`;
  const instead = 'say what it is with --map, or leave it out with --allow-unknown';
  return `is not known in ${table.title}${meant}; ${instead}`;
}

/** The most similar columns of the table, the nearest first. */
function nearColumns(table: ColumnTable, column: string): string[] {
  return Object.keys(table.columns)
    .map((known) => {
      // The prefix that all columns of an address share does not make them similar.
      const bothOfAddress = isOfAddress(table, known) && isOfAddress(table, column);
      const start = bothOfAddress ? table.addressPrefix?.length : 0;
      return { known, letters: lettersOf(known.slice(start)), wanted: lettersOf(column.slice(start)) };
    })
    .map(({ known, letters, wanted }) => ({ known, distance: nearDistance(letters, wanted) }))
    .filter(({ distance }) => distance < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.distance - other.distance)
    .map(({ known }) => known)
    .slice(0, 3);
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function missingColumns(table: ColumnTable, fields: readonly TableField[]): string[] {
  const needed = table.holds === 'addresses' ? ['email'] : NEEDED_COLUMNS;
  const missing = needed.filter((name) => !fields.some((field) => field.name === name));
  return missing.map((name) => {
    const columns = Object.entries(table.columns).filter(
      ([, rule]) => !isLeftOut(rule) && rule.fields.some((field) => field.replace('?', '') === name),
    );
    const called = columns.map(([column]) => column).join(' or ');
    return called === '' ? `has no column for ${name}` : `has no column ${called}, for ${name}`;
  });
}

/** `custom_attributes.CODE` of the customer or of an address. */
export const ATTRIBUTE = /^(addresses\.\d+\.)?custom_attributes\.(?<code>[A-Za-z][A-Za-z0-9_]{0,59})$/;

/** More lines than any shop accepts. */
export const MOST_LINES = 20;

function fieldsOf(table: ColumnTable, placed: readonly PlacedColumn[]): TableField[] {
  const order = new Map(Object.keys(table.columns).map((column, place) => [column, place]));
  const placeOf = ({ column, index }: PlacedColumn) => order.get(column) ?? order.size + index;
  const sources = new Map<string, FieldSource[]>();
  const attributes = new Map<string, number>();
  const add = (name: string, source: FieldSource) => {
    sources.set(name, [...(sources.get(name) ?? []), source]);
  };
  for (const { column, index, rule } of placed.toSorted((one, other) => placeOf(one) - placeOf(other))) {
    for (const given of rule.fields) {
      const name = given.replace(/\?$/, '');
      const source = { column, index, as: rule.as ?? 'text', isSecond: name !== given } as const;
      const code = ATTRIBUTE.exec(name)?.groups?.['code'];
      if (code !== undefined) {
        const number = attributes.get(name) ?? attributes.size;
        attributes.set(name, number);
        const item = `${name.slice(0, -code.length)}${number}`;
        add(`${item}.attribute_code`, { ...source, as: 'text', code });
        add(`${item}.value`, source);
      } else if (rule.as === 'lines') {
        for (let line = 0; line < MOST_LINES; line += 1) add(`${name}.${line}`, { ...source, line });
      } else add(name, source);
    }
  }
  const given = [...sources].map(([name, of]) => ({
    name,
    // The value for an empty cell.
    ...(table.always?.[name] !== undefined && { always: table.always[name] }),
    sources: [...of.filter(({ isSecond }) => !isSecond), ...of.filter(({ isSecond }) => isSecond)],
  }));
  return [...given, ...alwaysFields(table, given)];
}

function alwaysFields(table: ColumnTable, given: readonly TableField[]): TableField[] {
  const attributes = given.filter(({ name }) => name.endsWith('.attribute_code')).length;
  return Object.entries(table.always ?? {})
    .filter(([name]) => !given.some((field) => field.name === name))
    .filter(([name]) => isPresent(addressOf(name), given))
    .flatMap(([name, always], index) => {
      const code = ATTRIBUTE.exec(name)?.groups?.['code'];
      if (code === undefined) return [{ name, sources: [], always }];
      const item = `${name.slice(0, -code.length)}${attributes + index}`;
      return [
        { name: `${item}.attribute_code`, sources: [], always: code },
        { name: `${item}.value`, sources: [], always },
      ];
    });
}

function isPresent(address: string | undefined, given: readonly TableField[]): boolean {
  return address === undefined || given.some(({ name }) => addressOf(name) === address);
}

/** `addresses.0` for a field of the first address; `undefined` for a field outside addresses. */
export function addressOf(name: string): string | undefined {
  return /^addresses\.\d+/.exec(name)?.[0];
}
