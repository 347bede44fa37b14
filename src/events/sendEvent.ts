import { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EventSent, SendEventRequest } from '../contract/events';
import { METRICS } from '../contract/metrics';
import { readEvent } from './readEvent';
import type { WebhookSender } from './webhookSender';

/** The activity that sends an event to one endpoint. The server retries it for a day. */
export async function sendEvent(
  sender: WebhookSender,
  { taskQueue }: { taskQueue: string },
  request: SendEventRequest,
): Promise<EventSent> {
  const { client, cancellationSignal } = Context.current();
  const { name, includesCustomer } = sender.endpoint;
  const event = await readEvent(client, { taskQueue, run: request, includesCustomer }).catch(
    (error: unknown) => {
      throw error instanceof WorkflowNotFoundError ? gone() : error;
    },
  );
  if (!event) throw notReported();
  const result = await sender.send(event, cancellationSignal);
  count(name, result.kind);
  if (result.kind === 'accepted') return { status: result.status };
  throw ApplicationFailure.create({
    type: 'EventNotAccepted',
    message: `${name} ${result.reason}`,
    nonRetryable: result.kind === 'gone',
    ...(result.kind === 'notAccepted' &&
      result.retryAfterMs !== undefined && { nextRetryDelay: Math.max(1_000, result.retryAfterMs) }),
  });
}

function count(endpoint: string, outcome: string): void {
  const { name, help } = METRICS.eventsSent;
  Context.current().metricMeter.createCounter(name, '', help).add(1, { endpoint, outcome });
}

function gone(): ApplicationFailure {
  const message = 'the server no longer has the run: it was forgotten, or its retention is over';
  return ApplicationFailure.create({ type: 'EventGone', message, nonRetryable: true });
}

function notReported(): ApplicationFailure {
  const message = 'the run ended in another way than its workflow announced: it was terminated or reset';
  return ApplicationFailure.create({ type: 'EventGone', message, nonRetryable: true });
}
