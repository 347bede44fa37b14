import { inexactNumberPaths } from '../exactNumbers';
import { HIDDEN, hiddenPaths } from '../passwords';
import { FIELD_NAME, type FieldProblem } from './inputProblem';

/** Checks the original value, because JSON replaces numbers that are not finite with null. */
export function inexactNumberProblems(value: unknown): FieldProblem[] {
  return inexactNumberPaths(value).map((path) => {
    const unfit = path.findIndex((name) => !/^\d+$/.test(name) && !FIELD_NAME.test(name));
    return { path: unfit < 0 ? path : path.slice(0, unfit), message: INEXACT_NUMBER };
  });
}

const INEXACT_NUMBER =
  'holds a number that is too large to be sent as it is; correct it, or give it as text in quotes';

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

/**
 * An input that was copied from a display contains placeholders for its passwords: no customer must be made with
 * them.
 */
export function hiddenPasswordProblems(input: unknown): FieldProblem[] {
  return hiddenPaths(input).map((path) => ({
    path: path.filter((name) => /^\w{1,64}$/.test(name)),
    message: `"${HIDDEN}" is displayed in place of a password; give the password itself, or leave it out`,
  }));
}
