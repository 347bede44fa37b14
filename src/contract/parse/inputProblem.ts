/** One mistake in an input. Neither member repeats a value, because most values are personal. */
export interface InputProblem {
  /** Dotted, such as `customer.addresses.0.country_id`; `input` for the whole input. */
  path: string;
  /** What is wrong and what would be right, to read after the path: `must be ...`. */
  message: string;
}

/** A mistake whose path is not formatted yet. */
export interface FieldProblem {
  path: readonly PropertyKey[];
  message: string;
}

/** Only such a name may be repeated in a message: anything else may be an address or contain a line break. */
export const FIELD_NAME = /^[A-Za-z_][\w-]{0,63}$/;

/** More than a person reads, and than a failure can hold. */
const MOST_REPORTED = 100;

/** A problem in the form for people: `customer.email: must be ...`. */
export function inputProblemLine({ path, message }: InputProblem): string {
  return `${path}: ${message}`;
}

/** Sorts the mistakes by the position of their fields in the input; a missing field comes after its siblings. */
export function inInputOrder(problems: readonly FieldProblem[], input: unknown): InputProblem[] {
  const places = new Map<object, Map<string, number>>();
  const sorted = problems
    .map((problem) => ({ problem, position: positionIn(input, problem.path, places) }))
    .sort((one, other) => comparePositions(one.position, other.position))
    .slice(0, MOST_REPORTED)
    .map(({ problem: { path, message } }) => ({ path: path.map(String).join('.') || 'input', message }));
  const untold = problems.length - sorted.length;
  if (untold > 0) sorted.push({ path: 'input', message: `has ${untold} more mistakes; correct these first` });
  return sorted;
}

/** The position of each member of the path among its siblings. */
function positionIn(
  input: unknown,
  path: readonly PropertyKey[],
  places: Map<object, Map<string, number>>,
): number[] {
  const position: number[] = [];
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) break;
    let members = places.get(value);
    if (members === undefined) {
      members = new Map(Object.keys(value).map((name, place) => [name, place]));
      places.set(value, members);
    }
    position.push(members.get(String(key)) ?? members.size);
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return position;
}

function comparePositions(one: readonly number[], other: readonly number[]): number {
  const first = one.findIndex((place, depth) => place !== other[depth]);
  if (first < 0) return one.length - other.length;
  return (one[first] ?? 0) - (other[first] ?? -1);
}
