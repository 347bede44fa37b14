import { FIELD_NAME, type FieldProblem } from './inputProblem';

/** Members of this name get lost wherever an object is copied, as it names an object's prototype. */
const LOST = '__proto__';

/** The objects with a member that would not be sent; the input itself takes no other members anyway. */
export function lostMemberProblems(value: unknown, path: readonly string[] = []): FieldProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = path.length > 0 && Object.hasOwn(value, LOST) ? [{ path, message: IS_LOST }] : [];
  const inside = Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    lostMemberProblems(member, Array.isArray(value) || FIELD_NAME.test(name) ? [...path, name] : path),
  );
  return [...here, ...inside];
}

const IS_LOST = `has a member ${LOST}, which cannot be sent; remove it`;
