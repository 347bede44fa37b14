import { folded } from './databaseText';
import type { Column } from './columns';
import type { CustomerRow } from './customerTable';

export type Condition = (row: CustomerRow) => boolean;

/** Compares a stored value, which is not null, with the requested one. */
type Comparison = (stored: string | number, asked: string, column: Column) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  eq: (stored, asked, column) => compared(stored, asked, column) === 0,
  neq: (stored, asked, column) => compared(stored, asked, column) !== 0,
  gt: (stored, asked, column) => compared(stored, asked, column) > 0,
  lt: (stored, asked, column) => compared(stored, asked, column) < 0,
  gteq: (stored, asked, column) => compared(stored, asked, column) >= 0,
  lteq: (stored, asked, column) => compared(stored, asked, column) <= 0,
  moreq: (stored, asked, column) => compared(stored, asked, column) >= 0,
  from: (stored, asked, column) => compared(stored, asked, column) >= 0,
  to: (stored, asked, column) => compared(stored, asked, column) <= 0,
  in: (stored, asked, column) => isIn(stored, asked, column),
  nin: (stored, asked, column) => !isIn(stored, asked, column),
  like: (stored, asked) => isLike(stored, asked),
  nlike: (stored, asked) => !isLike(stored, asked),
  finset: (stored, asked, column) =>
    String(stored)
      .split(',')
      .some((member) => compared(member, asked, column) === 0),
  null: () => false,
  notnull: () => true,
};

/** Whether a row matches. An unknown condition counts as `eq`; null matches nothing. */
export function conditionOf(column: Column, type: string, asked: string): Condition {
  const compare = COMPARISONS[Object.hasOwn(COMPARISONS, type) ? type : 'eq'];
  return (row) => {
    const stored = column.of(row);
    if (stored === null) return type === 'null';
    return compare?.(stored, asked, column) ?? false;
  };
}

/** Below, at or above 0 in the database's order: numbers by value, texts ignoring case and accents. */
export function compared(stored: string | number, asked: string | number, column: Column): number {
  if (column.type === 'number') return Number(stored) - (Number.parseFloat(String(asked)) || 0);
  const [one, other] = [folded(String(stored)), folded(String(asked))];
  return one < other ? -1 : one > other ? 1 : 0;
}

function isIn(stored: string | number, asked: string, column: Column): boolean {
  return asked.split(',').some((member) => compared(stored, member, column) === 0);
}

function isLike(stored: string | number, pattern: string): boolean {
  return fits(Array.from(folded(String(stored))), Array.from(folded(pattern)));
}

/** `_` matches any character, `%` any number of them. Only the last `%` is retried, so that no pattern takes long. */
function fits(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, inPattern] = [0, 0];
  let retry: { at: number; inPattern: number } | undefined;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === '%') {
      inPattern += 1;
      retry = { at, inPattern };
    } else if (wanted !== undefined && (wanted === '_' || wanted === text[at])) {
      at += 1;
      inPattern += 1;
    } else if (retry) {
      retry.at += 1;
      ({ at, inPattern } = retry);
    } else {
      return false;
    }
  }
  return pattern.slice(inPattern).every((character) => character === '%');
}
