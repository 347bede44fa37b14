import type { OnboardingInput } from '../../contract/onboarding';
import type { InputProblem } from '../../contract/parse/inputProblem';
import { parseOnboardingInput } from '../../contract/parse/onboardingInput';
import { asColumn, type Column, type ColumnGroup, type ColumnNode } from './columns';

export type ReadCells =
  | { readonly kind: 'good'; readonly input: OnboardingInput }
  | { readonly kind: 'bad'; readonly problems: readonly InputProblem[] };

/** Makes an input from a row's cells and validates it; the path of a problem is the name of its column. */
export function readCells(columns: ColumnGroup, cells: readonly string[]): ReadCells {
  const parsed = parseOnboardingInput({ customer: {}, ...membersOf(columns, cells) });
  if (parsed.ok) return { kind: 'good', input: parsed.input };
  return { kind: 'bad', problems: parsed.problems.map((problem) => inColumns(problem, columns, cells)) };
}

/** The input that a row's cells make, not yet validated. */
export function inputOf(columns: ColumnGroup, cells: readonly string[]): Record<string, unknown> {
  return membersOf(columns, cells);
}

/** @returns undefined if all its cells are empty: an empty cell leaves out its field */
function valueOf(node: ColumnNode, cells: readonly string[]): unknown {
  if (node.kind === 'column') {
    const text = cells[node.index] ?? '';
    return text === '' ? undefined : convert(node.type, text);
  }
  if (node.kind === 'list') {
    const items = givenMembers(node, cells).map(([, member]) => valueOf(member, cells));
    return items.length === 0 ? undefined : items;
  }
  const members = membersOf(node, cells);
  return Object.keys(members).length === 0 ? undefined : members;
}

function membersOf(node: ColumnGroup, cells: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    givenMembers(node, cells).map(([name, member]) => [name, valueOf(member, cells)]),
  );
}

/** The members of a list that have a value, in the order of their numbers and not of their columns. */
function givenMembers(node: ColumnGroup, cells: readonly string[]): [string, ColumnNode][] {
  const given = [...node.members].filter(([, member]) => isGiven(member, cells));
  return node.kind === 'list' ? given.sort(([one], [other]) => Number(one) - Number(other)) : given;
}

function isGiven(node: ColumnNode, cells: readonly string[]): boolean {
  if (node.kind === 'column') return (cells[node.index] ?? '') !== '';
  return [...node.members.values()].some((member) => isGiven(member, cells));
}

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/** Text that does not convert stays text, which the schema then refuses. */
function convert(type: Column['type'], text: string): unknown {
  if (type === 'text') return text;
  const value = text.trim();
  if (type === 'boolean') return BOOLEANS[value.toLowerCase()] ?? text;
  return /^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : text;
}

const EXPECTED: Readonly<Record<Exclude<Column['type'], 'text'>, string>> = {
  'whole number': 'must be a whole number',
  boolean: 'must be true or false',
};

/** The problem with the column's name instead of the path in the input. */
export function inColumns(
  problem: InputProblem,
  columns: ColumnGroup,
  cells: readonly string[],
): InputProblem {
  const { path, node } = columnAt(problem.path.split('.'), columns, cells);
  const isText = node?.kind === 'column' && typeof valueOf(node, cells) === 'string';
  const message = isText && node.type !== 'text' ? EXPECTED[node.type] : problem.message;
  return { path: asColumn(path), message };
}

/** The input's lists skip members that are empty in this row, so their indexes differ from those in the header. */
function columnAt(
  path: readonly string[],
  node: ColumnNode | undefined,
  cells: readonly string[],
): { path: readonly string[]; node: ColumnNode | undefined } {
  const [segment, ...others] = path;
  if (segment === undefined || node === undefined || node.kind === 'column') return { path, node };
  const closedUp = node.kind === 'list' ? givenMembers(node, cells)[Number(segment)]?.[0] : undefined;
  const name = closedUp ?? segment;
  const below = columnAt(others, node.members.get(name), cells);
  return { path: [name, ...below.path], node: below.node };
}
