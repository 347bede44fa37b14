import { HIDDEN, hiddenPaths } from '../passwords';
import type { FieldProblem } from './inputProblem';

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
