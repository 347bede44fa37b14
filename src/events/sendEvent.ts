import { Context } from '@temporalio/activity';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { EventSent, SendEventRequest } from '../contract/events';
import { METRICS } from '../contract/metrics';
import type { CloudEvent } from './cloudEvent';
import { readEvent, type ReadEventOptions, RunNotEnded } from './readEvent';
import type { EventTenant } from './webhookEndpoint';
import type { WebhookSender } from './webhookSender';

/** The activity that sends an event to one endpoint. The server retries it for a day. */
export async function sendEvent(
  sender: WebhookSender,
  tenant: EventTenant,
  request: SendEventRequest,
): Promise<EventSent> {
  const { client, cancellationSignal } = Context.current();
  const { name, includesCustomer } = sender.endpoint;
  const { endpoint: _, ...run } = request;
  const event = await read(client, { tenant, run, includesCustomer });
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

async function read(client: Client, options: ReadEventOptions): Promise<CloudEvent | undefined> {
  try {
    return await readEvent(client, options);
  } catch (error) {
    if (error instanceof RunNotEnded) throw notEnded();
    throw error instanceof WorkflowNotFoundError ? gone() : error;
  }
}

function notEnded(): ApplicationFailure {
  const message = 'the run has announced its end, and has not ended yet';
  return ApplicationFailure.create({ type: 'RunNotEnded', message });
}

function gone(): ApplicationFailure {
  const message = 'the server no longer has the run: it was forgotten, or its retention is over';
  return ApplicationFailure.create({ type: 'EventGone', message, nonRetryable: true });
}

function notReported(): ApplicationFailure {
  const message = 'it is no onboarding of this tenant, or it was terminated after it announced its end';
  return ApplicationFailure.create({ type: 'EventGone', message, nonRetryable: true });
}
