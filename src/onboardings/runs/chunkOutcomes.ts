import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { isDeepStrictEqual } from 'node:util';
import type { ImportedChunk, RowOutcome } from '../../contract/importing';
import { isImportChunk } from '../../contract/importChunk';
import { decodeOptionalFailureToOptionalError } from '../../temporal/privateSdk';
import { outcomesBeforeCancellation } from './cancelledChunk';
import { earlierRuns, type EarlierRunsOptions } from './earlierRuns';
import type { RecordedRun } from './recordedRun';
import { type Claim, claimOf, retriedRuns } from './retriedRuns';

export interface RecordedOutcomesOptions extends Omit<EarlierRunsOptions, 'follows'> {
  /** The argument of the current run. */
  readonly chunk: unknown;
}

/**
 * The outcomes of a chunk's rows in earlier runs, as the server recorded them: in the runs that the claim leads to, or,
 * if it names none, in all that the server lists. Newer runs take precedence. An outcome counts only for the input that
 * the row had in that run.
 */
export async function recordedOutcomes(
  client: Client,
  claim: Claim | undefined,
  { chunk, ...options }: RecordedOutcomesOptions,
): Promise<Map<number, RowOutcome>> {
  const runs: RecordedRun[] = [];
  for await (const run of retriedRuns(client, claim, options)) runs.push(run);
  const oldest = runs.at(-1);
  if (claim && (!oldest || isOfEarlierCode(claimOf(oldest.args)))) {
    const known = new Set(runs.map(({ runId }) => runId));
    const listed = (await earlierRuns(client, options)).runs.filter(({ runId }) => !known.has(runId));
    runs.push(...[...listed].sort((one, other) => Number(other.startedAt) - Number(one.startedAt)));
  }
  const inputs = inputsByRow(chunk);
  const outcomes = new Map<number, RowOutcome>();
  for (const run of runs) {
    const before = inputsByRow(run.args[0]);
    for (const outcome of await outcomesOf(client, run)) {
      const { row } = outcome;
      const isOfThisInput = isDeepStrictEqual(inputs.get(row), before.get(row));
      if (isOfThisInput && !outcomes.has(row)) outcomes.set(row, outcome);
    }
  }
  return outcomes;
}

function inputsByRow(chunk: unknown): ReadonlyMap<number, unknown> {
  return new Map(isImportChunk(chunk) ? chunk.rows.map(({ row, input }) => [row, input]) : []);
}

function isOfEarlierCode(claim: Claim | undefined): boolean {
  return claim !== undefined && claim.runId === undefined;
}

/** A terminated run has no outcomes, so its rows are looked up. */
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
