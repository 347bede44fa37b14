import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import type { OnboardCustomer } from '../../../src/onboardings/startOnboarding';

export type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Handle = WorkflowHandle<OnboardCustomer>;

const { EventType } = temporal.api.enums.v1;

export async function eventsOf(handle: Handle): Promise<HistoryEvent[]> {
  return (await handle.fetchHistory()).events ?? [];
}

/** The workflow task that scheduled a step: a reset to it runs the step again, and later steps. */
export async function taskThatScheduled(
  handle: Handle,
  step: string,
): Promise<NonNullable<HistoryEvent['eventId']>> {
  const scheduled = (await eventsOf(handle)).find(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityType?.name === step,
  );
  const eventId = scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  if (!eventId) throw new Error(`${step} was not scheduled`);
  return eventId;
}

/** The workflow task for a signal, once it is completed. */
export async function taskAfterSignal(handle: Handle): Promise<HistoryEvent['eventId']> {
  const events = await eventsOf(handle);
  const signal = events.findIndex(
    ({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  );
  if (signal < 0) return undefined;
  return events
    .slice(signal)
    .find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)?.eventId;
}

export async function isClosed(handle: Handle): Promise<boolean> {
  return (await handle.describe()).status.name !== 'RUNNING';
}

/** One line for each informative event, without its payload. */
export async function historyInShort(handle: Handle): Promise<string[]> {
  return (await eventsOf(handle)).flatMap((event) => {
    const name = EventType[event.eventType ?? 0]?.replace('EVENT_TYPE_', '') ?? '';
    if (name.startsWith('WORKFLOW_TASK') && name !== 'WORKFLOW_TASK_FAILED') return [];
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const attempt = event.activityTaskStartedEventAttributes?.attempt;
    const failure = (event.activityTaskFailedEventAttributes ?? event.workflowExecutionFailedEventAttributes)
      ?.failure;
    const words = [activity, attempt && `attempt ${attempt}`, failure?.applicationFailureInfo?.type];
    return [[`${String(event.eventId)} ${name}`, ...words.filter(Boolean)].join(' ')];
  });
}
