import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { WorkflowNotFoundError } from '@temporalio/client';
import { type ImportFile, ImportFileError, type Judgement, openImportFile } from '../../importFile';
import { REFUSED_ALIKE } from '../../contract/importing';
import { withLock } from '../../files/lock';
import { ChunkStopped } from '../../onboardings/import/runChunks';
import { unlessAborted } from '../../contract/unlessAborted';
import { ImportUnfinished } from '../../onboardings/import/outcomesOfChunks';
import { ensureSearchAttributes } from '../../temporal/searchAttributes';
import { confirm } from '../terminal/confirm';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { printJson, print, say, sayFailure } from '../terminal/output';
import { sayWithoutWorker } from '../terminal/sayWithoutWorker';
import type { Session } from '../terminal/session';
import { withSession } from '../terminal/withSession';
import { handOver } from './handOver';
import type { Import, ImportHereOptions } from './importOptions';
import {
  importFolder,
  importIdOf,
  type ImportRecord,
  makeImportsFolder,
  readRecord,
  writeRecord,
} from './importRecord';
import { judgeFile } from './judgeFile';
import { givenReading, withAbsolutePaths } from './readingOptions';
import { printEnded } from './printEnded';
import { runImport } from './runImport';

/**
 * Imports a file: judges it, asks, hands its rows to the workers, and writes a report.
 * @returns `failed` where rows were refused, or the import was stopped
 * @throws UsageError where the file, or one of its rows, is not right; Interrupted; and the errors of `openSession`
 */
export async function importHere(options: ImportHereOptions): Promise<ExitStatus> {
  collectRowsEarly();
  const spoolFolder = await makeImportsFolder(options.settings.home);
  try {
    const file = await unlessAborted(
      openImportFile(options.path, {
        ...options.layout,
        reading: givenReading(options.reading),
        spoolFolder,
      }),
      options.interruption,
    );
    try {
      return await importOpened(file, options);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ImportFileError) throw new UsageError([error.message]);
    throw error;
  }
}

/** Of a file that streams through, hardly anything is kept: V8 would let four times of it lie before it collects. */
function collectRowsEarly(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

async function importOpened(file: ImportFile, options: ImportHereOptions): Promise<ExitStatus> {
  const judgement = await judgeFile(file, options.interruption);
  const { rows, good, bad, duplicates } = judgement;
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
    digest: judgement.digest,
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
    () => importLocked({ file, judgement, record: newRecord(importId, file, judgement, options) }, options),
  );
}

function newRecord(
  importId: string,
  { layout }: ImportFile,
  { rows, good }: Judgement,
  { path, reading }: ImportHereOptions,
): ImportRecord {
  const file = path === '-' ? null : resolve(path);
  return {
    ...{ importId, file, layout, rows, good },
    reading: withAbsolutePaths(reading),
    begunAt: new Date().toISOString(),
  };
}

async function importLocked(judged: Import, options: ImportHereOptions): Promise<ExitStatus> {
  const { home } = options.settings;
  const { importId } = judged.record;
  const kept = await readRecord(home, importId);
  if (kept?.ended) {
    say(`This file was imported at ${kept.ended.at}.`);
    return printEnded(kept, options);
  }
  if (kept) say(`Resuming the import ${importId}, started at ${kept.begunAt}.`);
  else if (options.ask && !(await confirmed(judged.judgement, options))) {
    say('Nothing was sent.');
    return EXIT.done;
  }
  const record = kept ?? judged.record;
  await writeRecord(home, record);
  return await withSession(options, (session) => importWith(session, { ...judged, record }, options));
}

async function confirmed(
  { good, mails }: Judgement,
  { restEndpoint, interruption }: ImportHereOptions,
): Promise<boolean> {
  return await confirm({
    question:
      `${good} customers will be made at ${restEndpoint}, and Commerce sends ${mails} mails unless the shop ` +
      'suppresses them. Go on?',
    unasked: 'import: nothing was sent: there is no terminal to confirm on. Use --yes',
    interruption,
  });
}

async function importWith(session: Session, judged: Import, options: ImportHereOptions): Promise<ExitStatus> {
  const { taskQueue } = options.settings;
  const { importId } = judged.record;
  if (options.reportOf === undefined) {
    await ensureSearchAttributes(session.temporal);
    await sayWithoutWorker(session, taskQueue);
  }
  try {
    if (options.detach) {
      await handOver(session.temporal.client, judged, options);
      say(`The workers continue. Follow it with: onboard import watch ${importId}`);
      if (options.json) printJson({ importId, rows: judged.record.rows });
      else print(importId);
      return EXIT.done;
    }
    return printEnded(await runImport(session.temporal, judged, options), options);
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
