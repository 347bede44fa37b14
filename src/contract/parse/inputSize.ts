import type { InputProblem } from './inputProblem';

/** The most levels of objects and lists: what walks through them would use up its stack at some thousands. */
export const MOST_LEVELS = 100;
/** The most elements of one list, and members of one object. */
export const MOST_IN_ONE = 1_000;
/** The most values in all: more than fit into an input whose fields are those of people. */
export const MOST_VALUES = 10_000;

interface Place {
  readonly value: object;
  readonly level: number;
  readonly within?: Place;
  readonly key?: string;
}

/**
 * The first way in which an input is too large to validate: the schema would look at every value, and report a
 * mistake for each. It stops there, so that its own work is bounded too.
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

/** Names that are none of a field may be anything, an address too: the path ends before them. */
function pathOf(place: Place): string {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.within) path.unshift(at.key);
  const unfit = path.findIndex((key) => !/^(\d+|[A-Za-z_][\w-]{0,63})$/.test(key));
  return path.slice(0, unfit < 0 ? path.length : unfit).join('.') || 'input';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
