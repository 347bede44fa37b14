import type { InputProblem } from './inputProblem';

/** The most levels of objects and lists: a recursion through some thousands would overflow the stack. */
export const MOST_LEVELS = 100;
/** The most elements of a list, and members of an object. */
export const MOST_IN_ONE = 1_000;
/** The most values in total: more than any real input has. */
export const MOST_VALUES = 10_000;

interface Place {
  readonly value: object;
  readonly level: number;
  readonly within?: Place;
  readonly key?: string;
}

/**
 * The first way in which an input is too large to validate. The schema would check every value and report a mistake
 * for each. This check stops at the first one, so that its own work is limited too.
 */
export function sizeProblem(input: unknown): InputProblem | undefined {
  if (!isObject(input)) return undefined;
  const places: Place[] = [{ value: input, level: 1 }];
  let values = 0;
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value, level } = place;
    if (level > MOST_LEVELS)
      return { path: 'input', message: 'is nested too deeply; a customer has a few levels' };
    const keys = Object.keys(value);
    values += keys.length;
    if (keys.length > MOST_IN_ONE) return { path: pathOf(place), message: tooMany(Array.isArray(value)) };
    if (values > MOST_VALUES) {
      return { path: 'input', message: `has more than ${MOST_VALUES} values; leave some out` };
    }
    for (const key of keys) {
      const member: unknown = Object.getOwnPropertyDescriptor(value, key)?.value;
      if (isObject(member)) places.push({ value: member, level: level + 1, within: place, key });
    }
  }
  return undefined;
}

function tooMany(isList: boolean): string {
  return `must have at most ${MOST_IN_ONE} ${isList ? 'elements' : 'members'}`;
}

/** A name that is no field may be personal data: the path ends before it. */
function pathOf(place: Place): string {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.within) path.unshift(at.key);
  const unfit = path.findIndex((key) => !/^(\d+|[A-Za-z_][\w-]{0,63})$/.test(key));
  return path.slice(0, unfit < 0 ? path.length : unfit).join('.') || 'input';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
