import { type EventName } from '../contract/eventSubscriber';
import { type EventType, eventType, type ImportPart } from '../contract/events';
import type { Customer, Difference } from '../contract/onboarding';
import type { Outcome } from '../onboardings/outcome';

/** An event in the JSON format of CloudEvents 1.0. */
export interface CloudEvent<Data = unknown> {
  readonly specversion: '1.0';
  readonly type: EventType;
  /** The namespace and the task queue. */
  readonly source: string;
  /** Unique for its source: a receiver that has seen it ignores the event. */
  readonly id: string;
  /** The workflow ID. */
  readonly subject: string;
  /** When the run ended, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Data;
}

/** The run that an event reports. */
export interface EventSource {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowId: string;
  readonly runId: string;
  readonly endedAt: Date;
}

/** Data of `completed`, `failed` and `cancelled`. Without `customer`, nothing in it identifies the person. */
export interface OnboardingEnded {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: 'done' | 'failed' | 'cancelled';
  readonly customerId: number | null;
  /** Both only if it is done. */
  readonly adopted?: boolean;
  readonly recovered?: boolean;
  /** Only the type and the step: the message may repeat what was sent. */
  readonly failure: { readonly type: string; readonly step: string } | null;
  /** The fields that Commerce dropped or changed, without their values. */
  readonly differences: readonly string[];
  /** Only for an endpoint that includes the customer. */
  readonly customer?: Partial<Customer>;
}

/** @param customer what the endpoint may see of the customer, if anything */
export function onboardingEvent(
  source: EventSource,
  outcome: Outcome,
  customer: Partial<Customer> | undefined,
): CloudEvent<OnboardingEnded> | undefined {
  const { workflowId, runId } = source;
  const run = { workflowId, runId };
  const shown = customer && { customer };
  switch (outcome.status) {
    case 'done': {
      const { customerId, adopted, recovered, differences } = outcome.result;
      const done = { status: 'done', customerId, adopted, recovered, failure: null } as const;
      return cloudEvent('completed', source, {
        ...run,
        ...done,
        differences: fieldsOf(differences),
        ...shown,
      });
    }
    case 'failed': {
      const { type, step, customerId = null } = outcome.failure;
      const failed = { status: 'failed', customerId, failure: { type, step }, differences: [] } as const;
      return cloudEvent('failed', source, { ...run, ...failed, ...shown });
    }
    case 'cancelled': {
      const { customerId = null } = outcome;
      const cancelled = { status: 'cancelled', customerId, failure: null, differences: [] } as const;
      return cloudEvent('cancelled', source, { ...run, ...cancelled, ...shown });
    }
    default:
      // An operator or the server ended it between its announcement and its end.
      return undefined;
  }
}

export function importEvent(
  source: EventSource,
  { endedAt: _endedAt, tenant: _tenant, ...part }: ImportPart,
): CloudEvent {
  return cloudEvent('import.completed', source, part);
}

/** An event that only shows that an endpoint can be reached and verifies signatures. */
export function testEvent(source: EventSource): CloudEvent<{ readonly message: string }> {
  return cloudEvent('test', source, { message: 'A test of this endpoint. Nothing has happened.' });
}

function cloudEvent<Data>(
  name: EventName | 'test',
  { namespace, taskQueue, workflowId, runId, endedAt }: EventSource,
  data: Data,
): CloudEvent<Data> {
  return {
    specversion: '1.0',
    type: eventType(name),
    source: `urn:commerce-onboarding:${encodeURIComponent(namespace)}:${encodeURIComponent(taskQueue)}`,
    id: runId,
    subject: workflowId,
    time: endedAt.toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}

function fieldsOf(differences: readonly Difference[]): string[] {
  return differences.map(({ field }) => field);
}
