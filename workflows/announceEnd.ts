import { WorkflowIdReusePolicy } from '@temporalio/common';
import {
  CancellationScope,
  log,
  ParentClosePolicy,
  patched,
  proxyLocalActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import type { EventName, EventSubscriber } from '../src/contract/eventSubscriber';
import {
  EVENT_WORKFLOW_TYPE,
  type EventDelivery,
  type EventTarget,
  eventWorkflowId,
  type ImportPart,
  type SubscriberActivities,
} from '../src/contract/events';
import { PRIORITIES } from '../src/contract/priorities';

/**
 * Starts the delivery of an event for the end of this run, if an endpoint wants it. The delivery goes on after this
 * run: an endpoint that is down delays nothing.
 * @param subscribers undefined if no step has reported them
 * @param part what the event of an import reports
 */
export async function announceEnd(
  event: EventName,
  subscribers: readonly EventSubscriber[] | undefined,
  part?: () => ImportPart,
): Promise<void> {
  const endpoints = endpointsFor(event, subscribers ?? (await askedSubscribers()));
  const { workflowId, runId, originalExecutionRunId: originalRunId } = workflowInfo();
  const id = eventWorkflowId({ workflowId, originalRunId });
  if (endpoints.length === 0 || id === undefined) return;
  const delivery = { workflowId, runId, originalRunId, event, endpoints, ...(part && { part: part() }) };
  // A cancelled run announces its end too.
  await CancellationScope.nonCancellable(() => startDelivery(id, delivery));
}

function endpointsFor(event: EventName, subscribers: readonly EventSubscriber[]): EventTarget[] {
  return subscribers
    .filter(({ events }) => events.includes(event))
    .map(({ endpoint, taskQueue }) => ({ endpoint, taskQueue }));
}

/** Only a run that failed or was cancelled before its first step was done has to ask. */
async function askedSubscribers(): Promise<readonly EventSubscriber[]> {
  if (!patched('ends-are-announced')) return [];
  const { eventSubscribers } = proxyLocalActivities<SubscriberActivities>({
    startToCloseTimeout: '5s',
    retry: { maximumAttempts: 3 },
  });
  // It reads the settings of its worker, and fails only on a worker of another version.
  return await CancellationScope.nonCancellable(() => eventSubscribers()).catch((error: unknown) => {
    log.warn('the worker does not know who wants events; none is sent', { error });
    return [];
  });
}

/** Waits until the delivery has started, because the server starts no child of a run that has ended. */
async function startDelivery(id: string, delivery: EventDelivery): Promise<void> {
  const endpoints = delivery.endpoints.map(({ endpoint }) => endpoint);
  await startChild(EVENT_WORKFLOW_TYPE, {
    args: [delivery],
    workflowId: id,
    // After a reset the run ends once more: its delivery replaces that of the first end. Children have no conflict policy.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    workflowIdReusePolicy: WorkflowIdReusePolicy.TERMINATE_IF_RUNNING,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    priority: PRIORITIES.event,
    memo: { event: delivery.event, endpoints },
    staticSummary: `${delivery.event}: to ${endpoints.join(', ')}`,
  });
}
