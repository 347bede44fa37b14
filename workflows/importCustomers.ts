import {
  ActivityCancellationType,
  ActivityFailure,
  type ActivityOptions,
  ApplicationFailure,
  CancelledFailure,
  CancellationScope,
  defineSignal,
  isCancellation,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { FAILURES, type FailureType, isFailureType } from '../src/contract/failures';
import {
  type FailedChunk,
  type ImportActivities,
  type ImportChunk,
  type ImportedChunk,
  RETRIED_ROWS_SIGNAL,
  type RetriedRows,
} from '../src/contract/importing';
import { SEARCH_ATTRIBUTES } from '../src/contract/names';
import { isImportChunk, isRetriedRows } from '../src/contract/importChunk';
import { STEP_RETRY_POLICY } from '../src/contract/retryPolicy';

/** One attempt may take so long: a chunk is as slow as Commerce lets it be. A worker that dies is noticed by its heartbeat. */
const OPTIONS: ActivityOptions = {
  startToCloseTimeout: '24h',
  heartbeatTimeout: '5s',
  retry: STEP_RETRY_POLICY,
  // Eagerly, one worker would get all chunks, whatever limit an operator has set on the queue.
  allowEagerDispatch: false,
  summary: 'the rows of the chunk, each once',
};

/** Rows in flight end before a cancelled chunk does, and what was done is kept. */
const { importChunk } = proxyActivities<ImportActivities>({
  ...OPTIONS,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** As chunks ended that were begun by earlier code. */
const { importChunk: importChunkUntilCancelled } = proxyActivities<ImportActivities>(OPTIONS);

const WAITS_FOR_CANCELLATION = 'import-waits-for-cancellation';
const retriedRowsSignal = defineSignal<[RetriedRows]>(RETRIED_ROWS_SIGNAL);

/**
 * Imports a chunk of rows: one activity does them all, and goes on where it was after a crash.
 * @param failedChunk what a run of it had done that failed; the activity checks that it did
 */
export async function importCustomers(chunk: ImportChunk, failedChunk?: FailedChunk): Promise<ImportedChunk> {
  // Anybody may start a workflow with anything: without a chunk its tasks would fail for ever.
  if (!isImportChunk(chunk)) throw notAChunk();
  const { startTime, originalExecutionRunId } = workflowInfo();
  const details = `Rows ${rowsOf(chunk)} are being imported. See how many are done: \`onboard import status ${chunk.importId}\``;
  setCurrentDetails(details);
  setHandler(retriedRowsSignal, (retried) => {
    if (isRetriedRows(retried)) setCurrentDetails(`${details}${triedAgain(retried)}`);
  });
  const isWaiting = patched(WAITS_FOR_CANCELLATION);
  const importRows = isWaiting ? importChunk : importChunkUntilCancelled;
  try {
    const imported = await importRows({
      chunk,
      firstStartedAt: startTime.toISOString(),
      originalRunId: originalExecutionRunId,
      ...(failedChunk && { earlierOutcomes: failedChunk.outcomes }),
    });
    setCurrentDetails(`Done: ${countsOf(imported)}.`);
    return imported;
  } catch (error) {
    if (isWaiting && CancellationScope.current().consideredCancelled) throw cancelled(chunk, error);
    throw ending(chunk, error);
  }
}

function notAChunk(): ApplicationFailure {
  const message = 'the argument is not a chunk of an import: start imports with `onboard import`';
  const type: FailureType = 'InvalidInput';
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.failure, value: type }]);
  setCurrentDetails(`**Stopped: ${type}.** ${message}`);
  return ApplicationFailure.create({ type, message, nonRetryable: true, details: [{ step: 'input' }] });
}

/** The history keeps what was done, with the end of the activity. */
function cancelled(chunk: ImportChunk, error: unknown): unknown {
  setCurrentDetails(
    `Cancelled. The same \`onboard import\` continues with those of rows ${rowsOf(chunk)} that are not done.`,
  );
  // A worker that died after the request to cancel leaves another failure.
  return isCancellation(error) ? error : new CancelledFailure('the import was cancelled', [], asError(error));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function ending(chunk: ImportChunk, error: unknown): unknown {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return error;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isFailureType(cause.type)) return error;
  const { type, message, details } = cause;
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.failure, value: type }]);
  setCurrentDetails(
    `**Stopped: ${type}.** ${FAILURES[type].meaning}\n\n> ${message.replaceAll('\n', '\n> ')}\n\n` +
      `**What to do:** ${FAILURES[type].whatToDo} The same \`onboard import\` then continues with rows ${rowsOf(chunk)}.`,
  );
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: details ?? [],
    cause: error,
  });
}

function triedAgain({ rows, more }: RetriedRows): string {
  if (rows.length === 0) return '';
  const list = rows.map(({ row, type }) => `- row ${row}: ${type}`).join('\n');
  return `\n\nTried again:\n\n${list}${more > 0 ? `\n- ${more} more rows` : ''}`;
}

function rowsOf({ rows }: ImportChunk): string {
  return `${rows[0]?.row ?? 0} to ${rows.at(-1)?.row ?? 0}`;
}

function countsOf({ outcomes }: ImportedChunk): string {
  return (['made', 'adopted', 'refused'] as const)
    .map((kind) => `${outcomes.filter(({ outcome }) => outcome === kind).length} ${kind}`)
    .join(', ');
}
