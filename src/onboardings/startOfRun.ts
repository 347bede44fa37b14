import type { Client } from '@temporalio/client';
import { timeOfEvent } from '../contract/parse/protoTime';
import { decodePayloads } from '../temporal/decodePayloads';

/** How a run began: its first event, which a reset keeps as it was. */
export interface StartOfRun {
  readonly at: Date;
  readonly taskQueue: string;
  /** As a client gave them, decoded and not judged. */
  readonly args: readonly unknown[];
}

/** @param execution without a `runId` the newest run */
export async function startOfRun(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
): Promise<StartOfRun> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId !== undefined && { runId }) },
    maximumPageSize: 1,
  });
  const [first] = history?.events ?? [];
  const started = first?.workflowExecutionStartedEventAttributes;
  return {
    at: timeOfEvent(first),
    taskQueue: started?.taskQueue?.name ?? '',
    args: await decodePayloads(client.options.loadedDataConverter, started?.input?.payloads),
  };
}
