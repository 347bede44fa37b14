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
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { importPartOf } from '../src/contract/events';
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
import { announceEnd } from './announceEnd';

/**
 * The longest time of one attempt, because Commerce determines how long a chunk takes. The heartbeat detects a dead
 * worker much earlier.
 */
const OPTIONS: ActivityOptions = {
  startToCloseTimeout: '24h',
  heartbeatTimeout: '5s',
  retry: STEP_RETRY_POLICY,
  // With eager dispatch one worker would get all chunks, and a limit on the queue would not apply.
  allowEagerDispatch: false,
  summary: 'the rows of the chunk, each once',
};

/** A cancelled chunk waits until its rows in flight complete, so that their outcomes are kept. */
const { importChunk } = proxyActivities<ImportActivities>({
  ...OPTIONS,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});

/** For chunks that earlier versions began, which ended differently. */
const { importChunk: importChunkUntilCancelled } = proxyActivities<ImportActivities>(OPTIONS);

/** A local activity: the worker of the workflow task answers at once. */
const { markerAttribute } = proxyLocalActivities<ImportActivities>({ startToCloseTimeout: '10s' });

const RECORDS_MARKER = 'import-records-its-marker';
const WAITS_FOR_CANCELLATION = 'import-waits-for-cancellation';
const retriedRowsSignal = defineSignal<[RetriedRows]>(RETRIED_ROWS_SIGNAL);

/**
 * Imports a chunk of rows with one activity, which continues where it stopped after a crash.
 * @param failedChunk what a failed run of the chunk did; the activity verifies it
 */
export async function importCustomers(chunk: ImportChunk, failedChunk?: FailedChunk): Promise<ImportedChunk> {
  // Anybody can start a workflow with any argument: without a chunk its tasks would fail forever.
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
    const marker = patched(RECORDS_MARKER) ? await markerAttribute() : null;
    const { subscribers = [], ...imported } = await importRows({
      chunk,
      firstStartedAt: startTime.toISOString(),
      originalRunId: originalExecutionRunId,
      ...(failedChunk && { earlierOutcomes: failedChunk.outcomes }),
      ...(marker !== null && { markerAttribute: marker }),
    });
    setCurrentDetails(`Done: ${countsOf(imported)}.`);
    await announceEnd('import.completed', subscribers, () => importPartOf(chunk, imported, new Date()));
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

/** The history keeps the outcomes with the activity's result. */
function cancelled(chunk: ImportChunk, error: unknown): unknown {
  setCurrentDetails(
    `Cancelled. The same \`onboard import\` continues with those of rows ${rowsOf(chunk)} that are not done.`,
  );
  // If a worker dies after the request to cancel, the activity fails with another failure.
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
