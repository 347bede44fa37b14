import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { FailedChunk, ImportedChunk, RowOutcome } from '../../contract/importing';
import { startOfRun } from '../startOfRun';
import { outcomesBeforeCancellation } from './cancelledChunk';
import type { ImportCustomers } from './startChunk';

/**
 * What the newest run of a chunk had done when it failed, or was ended.
 * @returns undefined where it runs or is done
 */
export async function failedChunkOf(client: Client, workflowId: string): Promise<FailedChunk | undefined> {
  const { runId, status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name === 'RUNNING' || status.name === 'COMPLETED') return undefined;
  const { at, args } = await startOfRun(client, { workflowId, runId });
  const handedOn = args[1] as FailedChunk | undefined;
  const done = await outcomesOf(client, { workflowId, runId });
  const outcomes = new Map([...(handedOn?.outcomes ?? []), ...done].map((one) => [one.row, one]));
  return {
    firstStartedAt: handedOn?.firstStartedAt ?? at.toISOString(),
    outcomes: [...outcomes.values()],
  };
}

/** A run that was terminated keeps nothing: its rows are looked up. */
async function outcomesOf(client: Client, run: { workflowId: string; runId: string }): Promise<RowOutcome[]> {
  const handle = client.workflow.getHandle<ImportCustomers>(run.workflowId, run.runId, { followRuns: false });
  const error = await handle.result().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowFailedError)) return [];
  const { cause } = error;
  if (cause instanceof CancelledFailure) return await outcomesBeforeCancellation(client, run);
  const done = cause instanceof ApplicationFailure ? cause.details?.[1] : undefined;
  return (done as ImportedChunk | undefined)?.outcomes ?? [];
}
