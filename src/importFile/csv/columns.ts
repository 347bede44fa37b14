import { onboardingInputSchema } from '../../contract/parse/onboardingInputSchema';
import { foldName, spellingProblems } from '../../contract/parse/spelling';
import { REFUSAL_REASON } from '../report/refusedRow';
import { NEEDED_COLUMNS, placeAt, rightlySpelled } from './columnSchema';
import { nearFields } from './nearFields';

/** The columns of a CSV file, in the structure of the input that their cells make. */
export type ColumnNode = Column | ColumnGroup;

export interface Column {
  readonly kind: 'column';
  readonly index: number;
  readonly type: 'whole number' | 'boolean' | 'text';
}

export interface ColumnGroup {
  readonly kind: 'object' | 'list';
  readonly members: Map<string, ColumnNode>;
}

export type ReadColumns =
  | { readonly ok: true; readonly input: ColumnGroup }
  | { readonly ok: false; readonly mistakes: readonly string[] };

export interface ReadColumnsOptions {
  /** What to do with columns that Commerce has no field for: it refuses every row with one. */
  readonly unknown: 'sent' | 'mistakes';
}

/**
 * @param names the header's cells: members of the customer, members of the update with the prefix `update.`,
 * `password` or `onExisting`; an empty name is no column
 */
export function readColumns(names: readonly string[], { unknown }: ReadColumnsOptions): ReadColumns {
  const given = names.map((name) => name.trim());
  const tooMany = tooManyColumns(given);
  if (tooMany !== undefined) return { ok: false, mistakes: [tooMany] };
  const { input, mistakes, unknownColumns } = groupColumns(given);
  const missing = missingColumns(given);
  if (missing !== undefined) mistakes.unshift(missing);
  if (unknown === 'mistakes') mistakes.push(...unknownColumnMistakes(unknownColumns, given));
  return mistakes.length === 0 ? { ok: true, input } : { ok: false, mistakes: asManyAsRead(mistakes) };
}

/** A column whose field is unknown. */
interface UnknownColumn {
  readonly index: number;
  readonly name: string;
}

interface GroupedColumns {
  readonly input: ColumnGroup;
  readonly mistakes: string[];
  readonly unknownColumns: readonly UnknownColumn[];
}

/** The columns in the structure of the input, and what is wrong with each. */
export function groupColumns(names: readonly string[]): GroupedColumns {
  const input = group('object');
  input.members.set('customer', group('object'));
  const seen = new Set<string>();
  const unknownColumns: UnknownColumn[] = [];
  const mistakes = names.flatMap((name, index) => {
    if (name === '' || name === REFUSAL_REASON) return [];
    if (seen.has(name)) return [`${called(name, index)} is there twice; keep one of them`];
    seen.add(name);
    if (!isName(name) && nearFields(name).length > 0) {
      return [`column ${index + 1} (${name}) ${unknownColumn(name)}`];
    }
    const mistake = addColumn(input, name, index);
    if (mistake === undefined && isUnknownColumn(name)) unknownColumns.push({ index, name });
    return mistake === undefined ? [] : [`${called(name, index)} ${mistake}`];
  });
  return { input, mistakes, unknownColumns };
}

export function tooManyColumns(names: readonly string[]): string | undefined {
  const named = names.filter((name) => name.trim() !== '').length;
  return named > MOST_COLUMNS ? `has ${named} columns; the most is ${MOST_COLUMNS}` : undefined;
}

export function asManyAsRead(mistakes: readonly string[]): readonly string[] {
  const more = mistakes.length - MOST_REPORTED;
  if (more <= 0) return mistakes;
  return [...mistakes.slice(0, MOST_REPORTED), `and ${more} more mistakes; correct these first`];
}

function missingColumns(names: readonly string[]): string | undefined {
  const present = new Set(names.filter(isName).map(foldName));
  const missing = NEEDED_COLUMNS.filter((name) => !present.has(foldName(name)));
  if (missing.length === 0) return undefined;
  return `has no column ${missing.join(', ')}; the first line names the columns`;
}

/** Whether the schema does not name it. The codes of custom attributes are the shop's own. */
function isUnknownColumn(name: string): boolean {
  return isUnknownField(pathOf(name));
}

/** @param path in the input */
export function isUnknownField(path: readonly string[]): boolean {
  return !path.includes('custom_attributes') && placeAt(path).kind === 'unknown';
}

/** A file without a header has personal data in place of the names, so no message repeats it. */
function unknownColumnMistakes(unknownColumns: readonly UnknownColumn[], names: readonly string[]): string[] {
  const isHeader = isLikeHeader(names);
  const named = unknownColumns
    .slice(0, MOST_REPORTED)
    .filter(({ name }) => isHeader || nearFields(name).length > 0);
  const mistakes = named.map(({ name, index }) => `column ${index + 1} (${name}) ${unknownColumn(name)}`);
  return mistakes.length === 0 ? [] : [...mistakes, WHAT_TO_DO];
}

/** Whether a first line names columns: at least two cells are the names of fields, or nearly so. */
export function isLikeHeader(names: readonly string[]): boolean {
  let known = 0;
  return names.some((name) => isKnownOrNear(name) && (known += 1) >= 2);
}

function isKnownOrNear(name: string): boolean {
  return (isName(name) && !isUnknownColumn(name)) || nearFields(name).length > 0;
}

const WHAT_TO_DO =
  'Commerce refuses every row with an unknown field: rename these columns, or say what they are with --map, or send them with --allow-unknown';

/** To read after the column's name. */
export function unknownColumn(name: string): string {
  const near = nearFields(name);
  return near.length === 0 ? 'is not known' : `is not known; perhaps it is ${near.join(' or ')}`;
}

/** Twice as many as a customer with 50 addresses needs. */
export const MOST_COLUMNS = 2_000;

/** A person does not read more. */
const MOST_REPORTED = 100;

/** The input's members at the start of a column's name, in any spelling, so that a misspelled one is reported. */
const INPUT_MEMBERS: ReadonlySet<string> = new Set(Object.keys(onboardingInputSchema.shape).map(foldName));

/** The path of a column's cells in the input. */
function pathOf(name: string): readonly string[] {
  const segments = name.split('.');
  return INPUT_MEMBERS.has(foldName(segments[0] ?? '')) ? segments : ['customer', ...segments];
}

/** What is wrong with the spelling of a column's path, segment by segment. */
function misspellingIn(path: readonly string[]): string | undefined {
  const right = rightlySpelled(path);
  const misspelled = path.flatMap((segment, index) => (segment === right[index] ? [] : [index]));
  const withOneOf = misspelled.map((index) => right.with(index, path[index] ?? ''));
  const messages = [...withOneOf, right].flatMap((each) => spellingProblemOf(each) ?? []);
  return messages.length === 0 ? undefined : messages.join(' and ');
}

function spellingProblemOf(path: readonly string[]): string | undefined {
  const input = path.reduceRight<unknown>(
    (member, segment) => (NUMBER.test(segment) ? [member] : { [segment]: member }),
    null,
  );
  return spellingProblems(input, onboardingInputSchema)[0]?.message;
}

const NAME = /^[A-Za-z_][\w-]{0,63}$/;
const NUMBER = /^(0|[1-9]\d{0,2})$/;

/** Twice as many as in any field of Commerce. */
const MOST_SEGMENTS = 10;

export function isName(name: string): boolean {
  if (name.length > MOST_SEGMENTS * 65) return false;
  const [first = '', ...others] = name.split('.');
  if (others.length >= MOST_SEGMENTS) return false;
  return NAME.test(first) && others.every((segment) => NAME.test(segment) || NUMBER.test(segment));
}

/** A file without a header has personal data in place of the names. */
function called(name: string, index: number): string {
  return isName(name) ? `column ${index + 1} (${name})` : `column ${index + 1}`;
}

/** @returns what is wrong with it, to read after the column's name */
function addColumn(input: ColumnGroup, name: string, index: number): string | undefined {
  if (!isName(name)) return 'has no name such as email or addresses.0.city';
  if (foldName(name.replace(/\..*/, '')) === 'customer') return 'is named without "customer." before it';
  const path = pathOf(name);
  const misspelling = misspellingIn(path);
  if (misspelling !== undefined) return misspelling;
  let parent = input;
  for (const [depth, segment] of path.entries()) {
    const mistake = whyNoMember(parent, segment, path.slice(0, depth));
    if (mistake !== undefined) return mistake;
    if (depth === path.length - 1) return addLeaf(parent, path, index);
    const member = parent.members.get(segment) ?? groupAt(path.slice(0, depth + 1), path[depth + 1] ?? '');
    if (member === undefined || member.kind === 'column') return goesThrough(path.slice(0, depth + 1));
    parent.members.set(segment, member);
    parent = member;
  }
  return undefined;
}

function addLeaf(parent: ColumnGroup, path: readonly string[], index: number): string | undefined {
  const place = placeAt(path);
  const segment = path.at(-1) ?? '';
  if (place.kind === 'forbidden') return place.message;
  if (place.kind === 'object') return `is an object; name its members, as ${asColumn(path)}.NAME`;
  if (place.kind === 'list') return `is a list; number its members, as ${asColumn(path)}.0`;
  if (parent.members.has(segment)) return 'is a single value, and other columns are members of it';
  parent.members.set(segment, {
    kind: 'column',
    index,
    type: place.kind === 'unknown' ? 'text' : place.kind,
  });
  return undefined;
}

function whyNoMember(parent: ColumnGroup, segment: string, path: readonly string[]): string | undefined {
  if ((parent.kind === 'list') === NUMBER.test(segment)) return undefined;
  const collection = asColumn(path);
  return parent.kind === 'list'
    ? `is no member of a list; number the members, as ${collection}.0`
    : `is no member of an object; name the members, as ${collection}.NAME`;
}

/** If the schema has no entry, numbers are members of a list. */
function groupAt(path: readonly string[], member: string): ColumnGroup | undefined {
  const place = placeAt(path);
  if (place.kind === 'unknown') return group(NUMBER.test(member) ? 'list' : 'object');
  return place.kind === 'object' || place.kind === 'list' ? group(place.kind) : undefined;
}

function goesThrough(path: readonly string[]): string {
  return `is a member of ${asColumn(path)}, which is a single value`;
}

/** The column name of a path in the input. */
export function asColumn(path: readonly string[]): string {
  return (path[0] === 'customer' ? path.slice(1) : path).join('.');
}

function group(kind: ColumnGroup['kind']): ColumnGroup {
  return { kind, members: new Map() };
}

/** Longer than any real column name. */
const MOST_SHOWN_CHARACTERS = 64;

/** A column's name for a message: shortened, and without control characters that a terminal would interpret. */
export function shownName(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
  return plain.length > MOST_SHOWN_CHARACTERS ? `${plain.slice(0, MOST_SHOWN_CHARACTERS)}...` : plain;
}
