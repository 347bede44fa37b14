import type { ExitStatus } from '../terminal/exit';
import { UsageError } from '../terminal/exit';
import type { ImportActionOptions } from './importOptions';
import { unknownImport } from './cancelImport';
import { importFromFile } from './importFromFile';
import { readRecord } from './importRecord';
import { printEnded } from './printEnded';

/** For an import that an earlier version started. */
const NOTHING_SAID = { websites: {}, stores: {}, allowUnknown: true, incompleteAddresses: 'send' } as const;

/**
 * Prints where the report of an import is, and sends nothing. A detached import has no report yet: its file is read
 * again, and its chunks are waited for.
 */
export async function reportImport(options: ImportActionOptions): Promise<ExitStatus> {
  const { importId, settings, json } = options;
  const record = await readRecord(settings.home, importId);
  if (!record) throw unknownImport(importId);
  if (record.ended) return printEnded(record, { json });
  if (record.file === null) {
    throw new UsageError([
      'import report: the file came from standard input; run onboard import with the same input again',
    ]);
  }
  return await importFromFile({
    ...options,
    path: record.file,
    layout: record.layout,
    reading: record.reading ?? NOTHING_SAID,
    skipInvalid: true,
    detach: false,
    keep: false,
    ask: false,
    reportOf: importId,
    allowRefusals: false,
  });
}
