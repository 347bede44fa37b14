import type { Client } from '@temporalio/client';
import type { FailedChunk } from '../../contract/importing';
import { recordedOutcomes } from '../runs/chunkOutcomes';
import { startOfRun } from '../startOfRun';

/**
 * The outcomes of a chunk that failed or was stopped: those of its newest run, and of the runs before it.
 * @returns undefined if it is running or done
 */
export async function failedChunkOf(client: Client, workflowId: string): Promise<FailedChunk | undefined> {
  const { runId, status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name === 'RUNNING' || status.name === 'COMPLETED') return undefined;
  const { at, args } = await startOfRun(client, { workflowId, runId });
  const followed = args[1] as FailedChunk | undefined;
  const claim = { runId, createdId: undefined };
  const options = { chunk: args[0], workflowId, onlyEncrypted: false };
  const outcomes = await recordedOutcomes(client, claim, options);
  return {
    runId,
    firstStartedAt: followed?.firstStartedAt ?? at.toISOString(),
    outcomes: [...outcomes.values()],
  };
}
