import { type Client, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { requiredTsToDate } from '@temporalio/common/lib/time';
import type { FailedChunk, ImportedChunk, RowOutcome } from '../../contract/importing';
import type { ImportCustomers } from './startChunk';

/**
 * What the newest run of a chunk had come to when it failed, or was ended.
 * @returns undefined where it runs or is done
 */
export async function failedChunkOf(client: Client, workflowId: string): Promise<FailedChunk | undefined> {
  const { runId, status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name === 'RUNNING' || status.name === 'COMPLETED') return undefined;
  const started = await startOf(client, { workflowId, runId });
  const handle = client.workflow.getHandle<ImportCustomers>(workflowId, runId, { followRuns: false });
  const told = await handle.result().then(
    () => [],
    (error: unknown) => outcomesIn(error),
  );
  const outcomes = new Map([...(started.handedOn?.outcomes ?? []), ...told].map((one) => [one.row, one]));
  return {
    firstStartedAt: started.handedOn?.firstStartedAt ?? started.at.toISOString(),
    outcomes: [...outcomes.values()],
  };
}

/** A run that was terminated or cancelled tells nothing: its rows are looked for. */
function outcomesIn(error: unknown): RowOutcome[] {
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof ApplicationFailure)) return [];
  const done = error.cause.details?.[1] as ImportedChunk | undefined;
  return done?.outcomes ?? [];
}

async function startOf(
  client: Client,
  execution: { workflowId: string; runId: string },
): Promise<{ at: Date; handedOn: FailedChunk | undefined }> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution,
    maximumPageSize: 1,
  });
  const [first] = history?.events ?? [];
  const payloads = first?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [, handedOn] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return {
    at: requiredTsToDate(first?.eventTime, 'eventTime'),
    handedOn: handedOn as FailedChunk | undefined,
  };
}
