/**
 * The number of edits between two names: letters inserted, removed, replaced, or swapped with their neighbor.
 * @returns infinity for more than one edit in four letters: the names are unrelated
 */
export function nearDistance(one: string, other: string): number {
  const most = Math.floor(Math.max(one.length, other.length) / 4);
  if (Math.abs(one.length - other.length) > most) return Number.POSITIVE_INFINITY;
  const distance = distanceBetween(one, other);
  return distance <= most ? distance : Number.POSITIVE_INFINITY;
}

function distanceBetween(one: string, other: string): number {
  let twoAbove: number[] = [];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 0; row < one.length; row += 1) {
    const line = [row + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const exchanged = (above[column - 1] ?? 0) + (one[row] === other[column - 1] ? 0 : 1);
      const swapped = isSwapped(one, other, { row, column }) ? (twoAbove[column - 2] ?? 0) + 1 : exchanged;
      line.push(Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, exchanged, swapped));
    }
    twoAbove = above;
    above = line;
  }
  return above[other.length] ?? 0;
}

function isSwapped(one: string, other: string, { row, column }: { row: number; column: number }): boolean {
  if (row === 0 || column < 2) return false;
  return one[row] === other[column - 2] && one[row - 1] === other[column - 1];
}
