import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { requiredTsToDate } from '@temporalio/common/lib/time';

/** How a run started: its first event, which a reset keeps. */
export interface StartOfRun {
  readonly at: Date;
  readonly taskQueue: string;
  /** As a client sent them, decoded but not validated. */
  readonly args: readonly unknown[];
}

/** @param execution the newest run if it has no `runId` */
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
    at: requiredTsToDate(first?.eventTime, 'eventTime'),
    taskQueue: started?.taskQueue?.name ?? '',
    args: await decodeArrayFromPayloads(client.options.loadedDataConverter, started?.input?.payloads),
  };
}
