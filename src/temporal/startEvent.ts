import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { timeOfEvent } from '../contract/parse/protoTime';

/** The first event of a run, which a reset keeps as it was. */
export interface StartEvent {
  readonly at: Date;
  readonly originalRunId: string;
  readonly taskQueue: string;
  /** The arguments, as they are stored. */
  readonly payloads: temporal.api.common.v1.IPayload[];
}

/** @returns undefined for a history that does not begin with the start of a run */
export function startEventOf(
  events: readonly temporal.api.history.v1.IHistoryEvent[],
): StartEvent | undefined {
  const started = events[0]?.workflowExecutionStartedEventAttributes;
  if (!started) return undefined;
  return {
    at: timeOfEvent(events[0]),
    originalRunId: started.originalExecutionRunId ?? '',
    taskQueue: started.taskQueue?.name ?? '',
    payloads: started.input?.payloads ?? [],
  };
}

/** @param execution without a `runId` the newest run */
export async function fetchStartEvent(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
): Promise<StartEvent | undefined> {
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, ...(runId !== undefined && { runId }) },
    maximumPageSize: 1,
  });
  return startEventOf(history?.events ?? []);
}
