import { isRecord } from './isRecord';

/** The placeholder for a password. No encoder accepts it, so that nothing is started with it. */
export const HIDDEN = '(hidden)';

/**
 * A replacer for `JSON.stringify` that hides secrets: passwords, their hashes, and the keys that reset a password or
 * confirm an account. Every display uses it.
 */
export function hidePasswords(_name: string, value: unknown): unknown {
  if (typeof value === 'string') return hideInJsonText(value);
  if (!isRecord(value)) return value;
  const hidden = passwordMembers(value);
  if (hidden.length === 0) return value;
  return { ...value, ...Object.fromEntries(hidden.map((name) => [name, HIDDEN])) };
}

/** A copy without passwords, as JSON represents it. */
export function withoutPasswords(value: unknown): unknown {
  const text: unknown = JSON.stringify(value, hidePasswords);
  return typeof text === 'string' ? JSON.parse(text) : undefined;
}

/** The paths at which a value contains the placeholder. */
export function hiddenPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  const members = isRecord(value) ? passwordMembers(value) : [];
  return Object.entries(value).flatMap(([name, member]) =>
    member === HIDDEN && members.includes(name) ? [[...path, name]] : hiddenPaths(member, [...path, name]),
  );
}

/** Whether a JSON text can contain a password. Most texts cannot, and are left unchanged. */
export function mayHoldPassword(text: string): boolean {
  return /\\u/i.test(text) || /password|rptoken|confirmation/.test(fold(text));
}

/** Commerce accepts any spelling of a name, so every spelling counts as a password. */
export function isPasswordName(name: string): boolean {
  const folded = fold(name);
  return folded.includes('password') || folded === 'rptoken' || folded === 'confirmation';
}

/**
 * Members whose value names the field that the sibling members describe: in a custom attribute and in a difference.
 */
const NAMING_MEMBERS: readonly string[] = ['attributecode', 'field'];

function passwordMembers(record: Record<string, unknown>): string[] {
  const given = Object.keys(record).filter((name) => record[name] !== null && record[name] !== undefined);
  const naming = given.filter((name) => NAMING_MEMBERS.includes(fold(name)));
  const isNamed = naming.some((name) => isPasswordName(lastSegment(record[name])));
  return isNamed ? given.filter((name) => !naming.includes(name)) : given.filter(isPasswordName);
}

/** The last name of a dotted path, such as `created.confirmation`. */
function lastSegment(path: unknown): string {
  return typeof path === 'string' ? path.slice(path.lastIndexOf('.') + 1) : '';
}

/** A caller that encodes twice puts a document into a string. */
function hideInJsonText(text: string): string {
  if (!/^\s*[[{]/.test(text) || !mayHoldPassword(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), hidePasswords);
  } catch {
    return text;
  }
}

function fold(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}
