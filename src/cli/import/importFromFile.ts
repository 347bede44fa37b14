import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ImportFile, FileValidation } from '../../importFile';
import { REFUSED_ALIKE } from '../../contract/importing';
import { withLock } from '../../files/lock';
import { ChunkStopped } from '../../onboardings/import/runChunks';
import { ImportUnfinished } from '../../onboardings/import/outcomesOfChunks';
import { ensureSearchAttributes } from '../../temporal/searchAttributes';
import { confirm } from '../terminal/confirm';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { printJson, print, say, sayFailure } from '../terminal/output';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import type { Session } from '../terminal/session';
import { withSession } from '../terminal/withSession';
import type { Import, ImportFromFileOptions } from './importOptions';
import {
  importFolder,
  importIdOf,
  type ImportRecord,
  makeImportsFolder,
  readRecord,
  writeRecord,
} from './importRecord';
import { validateAndReport } from './validateAndReport';
import { withAbsolutePaths } from './readingOptions';
import { withImportFile } from './withImportFile';
import { printEnded } from './printEnded';
import { handOver, runImport } from './runImport';

/**
 * Imports a file: validates it, asks for confirmation, hands its rows to the workers, and writes a report.
 * @returns `failed` if rows were refused, or the import stopped
 * @throws UsageError if the file or one of its rows is not valid; Interrupted; the errors of `openSession`
 */
export async function importFromFile(options: ImportFromFileOptions): Promise<ExitStatus> {
  collectRowsEarly();
  const spoolFolder = await makeImportsFolder(options.settings.home);
  return await withImportFile({ ...options, spoolFolder }, (file) => importOpened(file, options));
}

/** Streaming keeps little alive, but by default V8 lets the heap grow to four times that before it collects. */
function collectRowsEarly(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

async function importOpened(file: ImportFile, options: ImportFromFileOptions): Promise<ExitStatus> {
  const validation = await validateAndReport(file, options.interruption);
  const { rows, good, bad, duplicates } = validation;
  say(
    `${file.name}: ${rows} rows, ${good} can be imported${bad > 0 ? `, ${bad} cannot (${duplicates} of them are duplicates)` : ''}.`,
  );
  if (bad > 0 && !options.skipInvalid) {
    throw new UsageError([
      'import: nothing was sent; correct these rows, or import only the others with --skip-invalid',
    ]);
  }
  if (good === 0) throw new UsageError(['import: nothing was sent: no row can be imported']);
  const importId = importIdOf({
    ...options,
    digest: validation.digest,
    layout: file.layout,
    readingKey: file.reading.key,
  });
  if (options.reportOf !== undefined && options.reportOf !== importId) {
    throw new UsageError([`import: ${file.name} has changed; with its new content it is a different import`]);
  }
  const lock = join(await importFolder(options.settings.home, importId), 'lock');
  const onWait = () => say('Another command imports this file; waiting for it.');
  return await withLock(
    { file: lock, limitMs: Number.POSITIVE_INFINITY, onWait, signal: options.interruption },
    () => importLocked({ file, validation, record: newRecord(importId, file, validation, options) }, options),
  );
}

function newRecord(
  importId: string,
  { layout }: ImportFile,
  { rows, good }: FileValidation,
  { path, reading }: ImportFromFileOptions,
): ImportRecord {
  const file = path === '-' ? null : resolve(path);
  return {
    ...{ importId, file, layout, rows, good },
    reading: withAbsolutePaths(reading),
    begunAt: new Date().toISOString(),
  };
}

async function importLocked(checked: Import, options: ImportFromFileOptions): Promise<ExitStatus> {
  const { home } = options.settings;
  const { importId } = checked.record;
  const kept = await readRecord(home, importId);
  if (kept?.ended) {
    say(`This file was imported at ${kept.ended.at}.`);
    return printEnded(kept, options);
  }
  if (kept) say(`Resuming the import ${importId}, started at ${kept.begunAt}.`);
  else if (options.ask && !(await confirmed(checked.validation, options))) {
    say('Nothing was sent.');
    return EXIT.done;
  }
  const record = kept ?? checked.record;
  await writeRecord(home, record);
  return await withSession(options, (session) => importWith(session, { ...checked, record }, options));
}

async function confirmed(
  { good, mails }: FileValidation,
  { restEndpoint, interruption }: ImportFromFileOptions,
): Promise<boolean> {
  return await confirm({
    question:
      `${good} customers will be made at ${restEndpoint}, and Commerce sends ${mails} mails unless the shop ` +
      'suppresses them. Go on?',
    unasked: 'import: nothing was sent: there is no terminal to confirm on. Use --yes',
    interruption,
  });
}

async function importWith(
  session: Session,
  checked: Import,
  options: ImportFromFileOptions,
): Promise<ExitStatus> {
  const { taskQueue } = options.settings;
  const { importId } = checked.record;
  if (options.reportOf === undefined) {
    await ensureSearchAttributes(session.temporal);
    await warnWithoutWorker(session, taskQueue);
  }
  try {
    if (options.detach) {
      await handOver(session.temporal.client, checked, options);
      say(`The workers continue. Follow it with: onboard import watch ${importId}`);
      if (options.json) printJson({ importId, rows: checked.record.rows });
      else print(importId);
      return EXIT.done;
    }
    return printEnded(await runImport(session.temporal, checked, options), options);
  } catch (error) {
    if (error === options.interruption.reason) {
      say('The workers finish their current chunks.');
    }
    if (error instanceof ChunkStopped) return sayStopped(error);
    if (error instanceof ImportUnfinished) {
      say(`There is no report yet: ${error.message}. \`onboard import\` with the same file continues.`);
      return EXIT.failed;
    }
    if (error instanceof WorkflowNotFoundError) {
      throw new Error(
        `The server has lost a chunk of this import (${error.workflowId}); the same command goes on.`,
        { cause: error },
      );
    }
    throw error;
  }
}

function sayStopped({ workflowId, failure, message }: ChunkStopped): ExitStatus {
  if (failure) sayFailure(failure);
  else say(message);
  if (failure?.message.includes(REFUSED_ALIKE)) {
    say('To import the other rows anyway, run the same command with --allow-refusals.');
  }
  say(`The import stopped at the chunk ${workflowId}. Fix the cause, then run the same command to resume.`);
  return EXIT.failed;
}
