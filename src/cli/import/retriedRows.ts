import type { RetriedRow } from '../../contract/importing';

/** More do not fit in a readable line. */
const MOST_ROWS = 5;
/** A row that failed once or twice most likely succeeds next. */
const SHOWN_TRIES = 2;

/** The rows that are being retried, by number; empty if there are none. */
export function retriedRowsLine(retried: readonly RetriedRow[]): string {
  const rows = shown(retried);
  if (rows.length === 0) return '';
  const named = rows
    .slice(0, MOST_ROWS)
    .map(({ row, tries, type }) => `row ${row} (${type}, ${tries} tries)`);
  const more = rows.length > MOST_ROWS ? ` and ${rows.length - MOST_ROWS} more` : '';
  return `trying again: ${named.join(', ')}${more}`;
}

/** The same for `--json`; no member if there are none. */
export function retriedRowsJson(retried: readonly RetriedRow[]): object {
  const rows = shown(retried).map(({ row, tries, type }) => ({ row, tries, failure: type }));
  return rows.length === 0 ? {} : { retried: rows };
}

function shown(retried: readonly RetriedRow[]): RetriedRow[] {
  return retried.filter(({ tries }) => tries >= SHOWN_TRIES).sort((one, other) => other.tries - one.tries);
}
