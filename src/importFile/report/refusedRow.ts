import { applyEdits, modify } from 'jsonc-parser';
import type { Failure } from '../../contract/failures';
import type { Layout } from '../layout';
import type { RowSource } from '../readRow';
import { csvLine } from '../csv/csvLine';

/**
 * The column, or the JSON member, with the reason in a file of refused rows. It is ignored when the file is imported
 * again.
 */
export const REFUSAL_REASON = 'onboarding_failure';

/** The first line of a file of refused rows: the original file's columns after the reason. */
export function refusedHeading(source: RowSource, layout: Layout): string {
  if (source.format !== 'csv' || layout.format !== 'csv') return '';
  const columns = withoutEarlierReason(source.columns, source.columns);
  return csvLine([REFUSAL_REASON, ...columns], layout.delimiter);
}

/**
 * A refused row in its original form with the reason in front: a row with too few cells still has too few. A line
 * that is no JSON object cannot contain the reason; only the report has it.
 */
export function refusedRow(source: RowSource, layout: Layout, failure: Failure): string {
  const reason = `${failure.type}: ${failure.message}`;
  if (source.format === 'csv' && layout.format === 'csv') {
    const { columns, cells, moreCells = [] } = source;
    const lines = [cells, ...moreCells].map((each) => withoutEarlierReason(each, columns));
    return lines
      .map((line, index) => csvLine([index === 0 ? reason : '', ...line], layout.delimiter))
      .join('');
  }
  return source.format === 'jsonl' ? `${withReason(source.text, reason)}\n` : '';
}

/** The file may itself be a file of refused rows. */
function withoutEarlierReason(cells: readonly string[], columns: readonly string[]): string[] {
  const place = columns.findIndex((name) => name.trim() === REFUSAL_REASON);
  return cells.filter((_, index) => index !== place);
}

/** Edits the text, because parsing it and writing it again would change a number with many digits. */
function withReason(text: string, reason: string): string {
  if (!isObject(text)) return text;
  const row = applyEdits(text, modify(text, [REFUSAL_REASON], undefined, {}));
  const members = row.slice(1).trimStart();
  const separator = members.startsWith('}') ? '' : ',';
  return `{${JSON.stringify(REFUSAL_REASON)}:${JSON.stringify(reason)}${separator}${members}`;
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
