/**
 * Where a value holds numbers that do not travel as they were given: those that are not finite become null in JSON,
 * and integers that are not safe may have been rounded when they were parsed. The value must hold no cycle.
 */
export function inexactNumberPaths(value: unknown): string[][] {
  const found: string[][] = [];
  const places: Place[] = [{ value }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    const { value: member } = place;
    if (typeof member === 'number' && !isExact(member)) found.push(pathOf(place));
    if (!hasMembers(member)) continue;
    for (const [key, inner] of Object.entries(member)) places.push({ value: inner, within: place, key });
  }
  return found.reverse();
}

/** Whether a number as JSON writes it is the same number once it has been parsed and written again. */
export function isExactLiteral(literal: string): boolean {
  const value = Number(literal);
  return isExact(value) && decimalOf(literal) === decimalOf(JSON.stringify(value));
}

interface Place {
  readonly value: unknown;
  readonly within?: Place;
  readonly key?: string;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** What writes itself, such as a date, is not what its members are. */
function hasMembers(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.within) path.unshift(at.key);
  return path;
}

/** Its digits without zeros at either end, and the power of ten behind them: the same for `1.50`, `15e-1` and `1.5`. */
function decimalOf(literal: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
  const digits = whole + fraction;
  let first = 0;
  let end = digits.length;
  while (first < end && digits[first] === '0') first += 1;
  while (end > first && digits[end - 1] === '0') end -= 1;
  if (first === end) return '0';
  return `${sign}${digits.slice(first, end)}e${Number(power) - fraction.length + digits.length - end}`;
}
