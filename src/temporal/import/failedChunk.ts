import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { FailedChunk, ImportedChunk, RowOutcome } from '../../contract/importing';
import { startOfRun } from '../startOfRun';
import type { ImportCustomers } from './startChunk';

/**
 * What the newest run of a chunk had come to when it failed, or was ended.
 * @returns undefined where it runs or is done
 */
export async function failedChunkOf(client: Client, workflowId: string): Promise<FailedChunk | undefined> {
  const { runId, status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name === 'RUNNING' || status.name === 'COMPLETED') return undefined;
  const { at, args } = await startOfRun(client, { workflowId, runId });
  const handedOn = args[1] as FailedChunk | undefined;
  const handle = client.workflow.getHandle<ImportCustomers>(workflowId, runId, { followRuns: false });
  const told = await handle.result().then(
    () => [],
    (error: unknown) => outcomesIn(error),
  );
  const outcomes = new Map([...(handedOn?.outcomes ?? []), ...told].map((one) => [one.row, one]));
  return {
    firstStartedAt: handedOn?.firstStartedAt ?? at.toISOString(),
    outcomes: [...outcomes.values()],
  };
}

/** A run that was terminated or cancelled tells nothing: its rows are looked for. */
function outcomesIn(error: unknown): RowOutcome[] {
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) return [];
  const done = error.cause.details?.[1] as ImportedChunk | undefined;
  return done?.outcomes ?? [];
}
