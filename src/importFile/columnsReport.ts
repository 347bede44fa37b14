import type { CsvReading, Reading } from './reading';
import { REFUSAL_REASON } from './report/refusedRow';
import type { TableColumns } from './tables/tableColumns';

/** How the import uses the columns of a file. */
export interface ColumnsReport {
  readonly used: readonly string[];
  readonly leftOut: readonly { readonly column: string; readonly because: string }[];
  readonly customAttributes: readonly string[];
}

/** Undefined for JSON Lines, which have no columns. */
export function columnsReport(reading: Reading): ColumnsReport | undefined {
  if (reading.kind === 'jsonl') return undefined;
  const { header } = reading;
  if (header.kind === 'table') return withStores(reportOf(header.columns), reading);
  const names = header.names.map((name) => name.trim()).filter((name) => name !== '');
  const because = 'it contains the reason of an earlier refusal';
  return {
    used: names.filter((name) => name !== REFUSAL_REASON),
    leftOut: names.includes(REFUSAL_REASON) ? [{ column: REFUSAL_REASON, because }] : [],
    customAttributes: [],
  };
}

/** Without `--store`, the codes of store views have no IDs, so their columns are left out. */
function withStores(report: ColumnsReport, { header, codes }: CsvReading): ColumnsReport {
  if (codes.stores.size > 0 || header.kind !== 'table') return report;
  const sources = header.columns.fields.flatMap((field) => field.sources);
  const columns = sources.filter(({ as }) => as === 'store code').map(({ column }) => column);
  const because = 'no --store is given: customers belong to the default store view of their website';
  return {
    ...report,
    used: report.used.filter((column) => !columns.includes(column)),
    leftOut: [...report.leftOut, ...columns.map((column) => ({ column, because }))],
  };
}

/** The columns of the separate file of addresses. */
export function addressColumnsReport(reading: Reading): ColumnsReport | undefined {
  return reading.kind === 'csv' && reading.addresses ? reportOf(reading.addresses.columns) : undefined;
}

function reportOf({ usedColumns, leftOut, customAttributes }: TableColumns): ColumnsReport {
  return { used: usedColumns, leftOut, customAttributes };
}
