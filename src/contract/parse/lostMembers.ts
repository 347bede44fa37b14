import { FIELD_NAME, type FieldProblem } from './inputProblem';

/** A member with this name is lost whenever the object is copied, because the name means the prototype. */
const LOST = '__proto__';

/** Reports the objects with a member that would not be sent. The input itself accepts no unknown members. */
export function lostMemberProblems(value: unknown, path: readonly string[] = []): FieldProblem[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = path.length > 0 && Object.hasOwn(value, LOST) ? [{ path, message: IS_LOST }] : [];
  const inside = Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    lostMemberProblems(member, Array.isArray(value) || FIELD_NAME.test(name) ? [...path, name] : path),
  );
  return [...here, ...inside];
}

const IS_LOST = `has a member ${LOST}, which cannot be sent; remove it`;
