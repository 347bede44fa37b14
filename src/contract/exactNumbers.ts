/**
 * The paths of numbers that JSON may change: numbers that are not finite become null, and unsafe integers may have
 * been rounded when they were parsed. The value must not contain a cycle.
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

/** Whether a number in JSON stays the same after it is parsed and written again. */
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

/** An object with its own JSON form, such as a date, is not described by its members. */
function hasMembers(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !('toJSON' in value);
}

function pathOf(place: Place): string[] {
  const path: string[] = [];
  for (let at: Place | undefined = place; at?.key !== undefined; at = at.within) path.unshift(at.key);
  return path;
}

/** The digits without zeros at either end and the power of ten, which are equal for `1.50`, `15e-1` and `1.5`. */
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
