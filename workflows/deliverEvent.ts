import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  workflowInfo,
} from '@temporalio/workflow';
import {
  type DeliveredEvent,
  EVENT_GIVE_UP_AFTER,
  EVENT_NOT_DELIVERED,
  type EventActivities,
  type EventDelivery,
  type EventNotDeliveredDetails,
  type EventTarget,
  isEventDelivery,
} from '../src/contract/events';
import type { FailureType } from '../src/contract/failures';
import { EVENT_RETRY_POLICY } from '../src/contract/retryPolicy';

/**
 * Delivers the event of an ended run to each endpoint, with retries for a day.
 * @throws ApplicationFailure `EventNotDelivered` that names the endpoints that did not accept it
 */
export async function deliverEvent(delivery: EventDelivery): Promise<DeliveredEvent> {
  if (!isEventDelivery(delivery) || !isStartedByItsRun(delivery)) throw notADelivery();
  const { endpoints } = delivery;
  setCurrentDetails(`The event \`${delivery.event}\` of \`${delivery.workflowId}\` is being delivered.`);
  const attempts = await Promise.all(endpoints.map((target) => send(delivery, target)));
  const failed = attempts.filter((attempt) => attempt.failure !== undefined);
  if (failed.length > 0) throw notDelivered(failed);
  const delivered = endpoints.map(({ endpoint }) => endpoint);
  setCurrentDetails(`Delivered to ${delivered.join(', ')}.`);
  return { delivered };
}

/** So that nobody else can make up an event, which the endpoints would believe because it is signed. */
function isStartedByItsRun({ workflowId, runId }: EventDelivery): boolean {
  const { parent } = workflowInfo();
  return parent?.workflowId === workflowId && parent.runId === runId;
}

interface Sending {
  readonly endpoint: string;
  /** Undefined if the endpoint accepted the event. */
  readonly failure: string | undefined;
}

async function send(
  { endpoints: _, ...run }: EventDelivery,
  { endpoint, taskQueue }: EventTarget,
): Promise<Sending> {
  const { sendEvent } = proxyActivities<EventActivities>({
    taskQueue,
    startToCloseTimeout: '60s',
    scheduleToCloseTimeout: EVENT_GIVE_UP_AFTER,
    retry: EVENT_RETRY_POLICY,
    summary: `${run.event} to ${endpoint}`,
  });
  try {
    await sendEvent({ ...run, endpoint });
    return { endpoint, failure: undefined };
  } catch (error) {
    if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
    // After a day the cause is a timeout, and its cause is the last attempt's failure.
    return { endpoint, failure: lastMessageIn(error) };
  }
}

function lastMessageIn({ message, cause }: ActivityFailure): string {
  const last = cause?.cause;
  return last instanceof Error ? last.message : (cause?.message ?? message);
}

function notADelivery(): ApplicationFailure {
  const type: FailureType = 'InvalidInput';
  const message = 'the argument is not the end of an onboarding: onboardings start deliveries themselves';
  setCurrentDetails(`**Stopped: ${type}.** ${message}`);
  return ApplicationFailure.create({ type, message, nonRetryable: true });
}

function notDelivered(failed: readonly Sending[]): ApplicationFailure {
  const message = failed.map(({ endpoint, failure }) => `${endpoint}: ${failure}`).join('; ');
  setCurrentDetails(
    `**Not delivered.** ${message}\n\n**What to do:** fix the endpoint, then \`onboard events redeliver ${workflowInfo().workflowId}\`.`,
  );
  const details: EventNotDeliveredDetails = { endpoints: failed.map(({ endpoint }) => endpoint) };
  return ApplicationFailure.create({
    type: EVENT_NOT_DELIVERED,
    message,
    nonRetryable: true,
    details: [details],
  });
}
