import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  CancellationScope,
  ParentClosePolicy,
  patched,
  proxyLocalActivities,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { type EventName, type EventSubscriber } from '../src/contract/eventSubscriber';
import {
  EVENT_WORKFLOW_TYPE,
  type EventDelivery,
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
  if (endpoints.length === 0) return;
  const { workflowId, runId } = workflowInfo();
  const delivery = { workflowId, runId, event, endpoints, ...(part && { part: part() }) };
  // A cancelled run announces its end too.
  await CancellationScope.nonCancellable(() => startDelivery(delivery));
}

function endpointsFor(event: EventName, subscribers: readonly EventSubscriber[]): string[] {
  return subscribers.filter(({ events }) => events.includes(event)).map(({ endpoint }) => endpoint);
}

/** Only a run that failed or was cancelled before its first step was done has to ask. */
async function askedSubscribers(): Promise<readonly EventSubscriber[]> {
  if (!patched('ends-are-announced')) return [];
  const { eventSubscribers } = proxyLocalActivities<SubscriberActivities>({
    startToCloseTimeout: '5s',
    retry: { maximumAttempts: 3 },
  });
  // It reads the settings of its worker, and fails only on a worker of another version.
  return await CancellationScope.nonCancellable(() => eventSubscribers()).catch(() => []);
}

/** Waits until the delivery has started, because the server starts no child of a run that has ended. */
async function startDelivery(delivery: EventDelivery): Promise<void> {
  try {
    await startChild(EVENT_WORKFLOW_TYPE, {
      args: [delivery],
      workflowId: eventWorkflowId(delivery),
      parentClosePolicy: ParentClosePolicy.ABANDON,
      priority: PRIORITIES.event,
      memo: { event: delivery.event, endpoints: delivery.endpoints },
      staticSummary: `${delivery.event}: to ${delivery.endpoints.join(', ')}`,
    });
  } catch (error) {
    // Somebody has started the delivery of this run already.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
