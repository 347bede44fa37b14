import type { WorkflowHandle } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import type { Stage } from '../setup/stage';

/** A second try only comes from the test's action, not from the retry policy. */
export const noRetryMeanwhile = { retryFirstMs: 60_000, retryMaxMs: 60_000, giveUpAfterMs: 600_000 };

const EventType = proto.api.enums.v1.EventType;
type EventId = NonNullable<proto.api.history.v1.IHistoryEvent['eventId']>;

/** Waits until the first try of the pending activity has failed and the next one is pending. */
export async function firstTryFailed(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
    if (pending?.lastFailure) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The workflow task that scheduled createCustomer: a reset to it runs only this step again. */
export async function taskBeforeCreate(handle: WorkflowHandle): Promise<EventId> {
  return await taskThatScheduled(handle, 'createCustomer');
}

export async function taskThatScheduled(handle: WorkflowHandle, activity: string): Promise<EventId> {
  const { events } = await handle.fetchHistory();
  const scheduled = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
  );
  const eventId = scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  if (!eventId) throw new Error(`${activity} was not scheduled`);
  return eventId;
}

export async function reset(
  { temporal }: Stage,
  { workflowId }: { workflowId: string },
  eventId: EventId,
): Promise<void> {
  await temporal.client.workflowService.resetWorkflowExecution({
    namespace: temporal.namespace,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: eventId,
    requestId: `${workflowId}-${String(eventId)}`,
    reason: 'test',
  });
}

/** `temporal activity reset` of the pending activity. */
export async function resetActivity(
  { temporal }: Stage,
  { workflowId }: { workflowId: string },
  type: string,
): Promise<void> {
  await temporal.client.workflowService.resetActivity({
    namespace: temporal.namespace,
    execution: { workflowId },
    type,
    identity: 'test',
  });
}

/** The last workflow task that was completed: the one for the signal. */
export async function taskAfterSignal(handle: WorkflowHandle): Promise<EventId> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const signal = events?.findIndex(
      ({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    );
    const task = events
      ?.slice(signal)
      .find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    if (task?.eventId) return task.eventId;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
