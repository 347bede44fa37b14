import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow';
import type { ImportedChunk, RowOutcome } from '../../contract/importing';
import { outcomesBeforeCancellation } from './cancelledChunk';
import { earlierRuns, type EarlierRunsOptions } from './earlierRuns';
import type { RecordedRun } from './recordedRun';
import { type Claim, claimOf, retriedRuns } from './retriedRuns';

/**
 * What rows of a chunk came to in earlier runs of it, as the server recorded it: in those that the claim leads to,
 * or, where it names none, in all that the server lists. Newer runs count before older ones.
 */
export async function recordedOutcomes(
  client: Client,
  claim: Claim | undefined,
  options: Omit<EarlierRunsOptions, 'follows'>,
): Promise<Map<number, RowOutcome>> {
  const runs: RecordedRun[] = [];
  for await (const run of retriedRuns(client, claim, options)) runs.push(run);
  const oldest = runs.at(-1);
  if (claim && (!oldest || isOfEarlierCode(claimOf(oldest.args)))) {
    const known = new Set(runs.map(({ runId }) => runId));
    const listed = (await earlierRuns(client, options)).runs.filter(({ runId }) => !known.has(runId));
    runs.push(...[...listed].sort((one, other) => Number(other.startedAt) - Number(one.startedAt)));
  }
  const outcomes = new Map<number, RowOutcome>();
  for (const run of runs) {
    for (const outcome of await outcomesOf(client, run)) {
      if (!outcomes.has(outcome.row)) outcomes.set(outcome.row, outcome);
    }
  }
  return outcomes;
}

function isOfEarlierCode(claim: Claim | undefined): boolean {
  return claim !== undefined && claim.runId === undefined;
}

/** A run that was terminated says nothing: its rows are looked up. */
async function outcomesOf(client: Client, { events }: RecordedRun): Promise<readonly RowOutcome[]> {
  const last = events.at(-1);
  if (last?.workflowExecutionCanceledEventAttributes) return await outcomesBeforeCancellation(client, events);
  const failed = last?.workflowExecutionFailedEventAttributes;
  if (!failed) return [];
  const converter = client.options.loadedDataConverter;
  const error = await decodeOptionalFailureToOptionalError(converter, failed.failure);
  if (!(error instanceof ApplicationFailure)) return [];
  return (error.details?.[1] as ImportedChunk | undefined)?.outcomes ?? [];
}
