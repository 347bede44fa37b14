import { addressColumnsReport, type ColumnsReport, columnsReport, type ImportFile } from '../../importFile';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson } from '../terminal/output';
import { type CheckedFile, validateAndReport } from './validateAndReport';
import { type GivenFile, withImportFile, withSpoolFolder } from './withImportFile';

/**
 * Validates every row and prints what an import would do. Needs no settings, and sends nothing.
 * @returns `usage` if rows are bad
 * @throws UsageError if the file is not valid
 */
export async function checkFile({ json, ...given }: GivenFile & { json: boolean }): Promise<ExitStatus> {
  return await withSpoolFolder((spoolFolder) =>
    withImportFile({ ...given, spoolFolder }, async (file) => {
      const validation = await validateAndReport(file, given.interruption);
      if (json) printJson(summaryDocument(file, validation));
      else printSummary(file, validation);
      return validation.bad > 0 ? EXIT.usage : EXIT.done;
    }),
  );
}

function summaryDocument({ reading }: ImportFile, validation: CheckedFile): Record<string, unknown> {
  const { rows, good, bad, duplicates, mails, doubtful } = validation;
  const columns = columnsReport(reading);
  const addressColumns = addressColumnsReport(reading);
  return {
    ...{ rows, good, bad, duplicates, mails },
    ...(doubtful > 0 && { doubtful }),
    ...(columns && { columns }),
    ...(addressColumns && { addressColumns }),
  };
}

function printSummary(
  { name, reading }: ImportFile,
  { rows, good, bad, duplicates, mails, doubtful }: CheckedFile,
): void {
  const only = doubtful > 0 ? `, ${doubtful} of them only where the shop takes their addresses` : '';
  print(
    `Rows: ${good} of ${rows} can be imported${only}, ${bad} cannot (${duplicates} of them are duplicates).`,
  );
  printColumns(columnsReport(reading), name);
  if (reading.kind === 'csv') printColumns(addressColumnsReport(reading), reading.addresses?.name ?? '');
  print(mailsLine(good, mails));
}

function mailsLine(good: number, mails: number): string {
  const newsletter = mails - good;
  const more = newsletter > 0 ? ` and ${newsletter} for subscriptions to the newsletter` : '';
  return `Mails: ${mails} will go out, one to each customer${more}, unless the shop suppresses them.`;
}

function printColumns(columns: ColumnsReport | undefined, name: string): void {
  if (!columns) return;
  print(`Columns used (${name}): ${columns.used.join(', ') || 'none'}`);
  for (const [because, of] of byReason(columns)) print(`Left out: ${of.join(', ')} (${because})`);
  if (columns.customAttributes.length > 0) {
    print(
      `Sent as custom attributes: ${columns.customAttributes.join(', ')} (Commerce ignores those that the shop does not have)`,
    );
  }
}

function byReason({ leftOut }: ColumnsReport): ReadonlyMap<string, string[]> {
  const columns = new Map<string, string[]>();
  for (const { column, because } of leftOut) columns.set(because, [...(columns.get(because) ?? []), column]);
  return columns;
}
