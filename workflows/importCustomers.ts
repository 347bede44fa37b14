import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { FAILURES, isFailureType } from '../src/contract/failures';
import type { FailedChunk, ImportActivities, ImportChunk, ImportedChunk } from '../src/contract/importing';
import { SEARCH_ATTRIBUTES } from '../src/contract/names';
import { STEP_RETRY_POLICY } from '../src/contract/retryPolicy';

/** One attempt may take so long: a chunk is as slow as Commerce lets it be. A worker that dies is noticed by its heartbeat. */
const { importChunk } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '24h',
  heartbeatTimeout: '5s',
  retry: STEP_RETRY_POLICY,
  // Eagerly, one worker would get all chunks, whatever limit an operator has set on the queue.
  allowEagerDispatch: false,
  summary: 'the rows of the chunk, each once',
});

/**
 * Imports a chunk of rows: one activity does them all, and goes on where it was after a crash.
 * @param failedChunk what a run of it had done that failed; the activity checks that it did
 */
export async function importCustomers(chunk: ImportChunk, failedChunk?: FailedChunk): Promise<ImportedChunk> {
  const { startTime, originalExecutionRunId } = workflowInfo();
  setCurrentDetails(
    `Rows ${rowsOf(chunk)} are imported; how many are done: \`onboard import status ${chunk.importId}\``,
  );
  try {
    const imported = await importChunk({
      chunk,
      firstStartedAt: startTime.toISOString(),
      originalRunId: originalExecutionRunId,
      ...(failedChunk && { earlierOutcomes: failedChunk.outcomes }),
    });
    setCurrentDetails(`Done: ${countsOf(imported)}.`);
    return imported;
  } catch (error) {
    throw ending(chunk, error);
  }
}

function ending(chunk: ImportChunk, error: unknown): unknown {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return error;
  const { cause } = error;
  if (!(cause instanceof ApplicationFailure) || !isFailureType(cause.type)) return error;
  const { type, message, details } = cause;
  upsertSearchAttributes([{ key: SEARCH_ATTRIBUTES.failure, value: type }]);
  setCurrentDetails(
    `**Stopped: ${type}.** ${FAILURES[type].meaning}\n\n> ${message.replaceAll('\n', '\n> ')}\n\n` +
      `**What to do:** ${FAILURES[type].whatToDo} The same \`onboard import\` goes on with rows ${rowsOf(chunk)}.`,
  );
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: details ?? [],
    cause: error,
  });
}

function rowsOf({ rows }: ImportChunk): string {
  return `${rows[0]?.row ?? 0} to ${rows.at(-1)?.row ?? 0}`;
}

function countsOf({ outcomes }: ImportedChunk): string {
  return (['made', 'adopted', 'refused'] as const)
    .map((kind) => `${outcomes.filter(({ outcome }) => outcome === kind).length} ${kind}`)
    .join(', ');
}
