import type { EventName, EventSubscriber } from '../contract/eventSubscriber';
import { tenantId } from '../contract/parse/workflowId';

/** A receiver of events, by the Standard Webhooks specification. */
export interface WebhookEndpoint {
  readonly name: string;
  readonly url: string;
  /** `whsec_...`; each signs, so that a receiver can change from one to the next. */
  readonly secrets: readonly string[];
  readonly events: readonly EventName[];
  /** Whether events contain the customer object: names, address and whatever else the shop stores. */
  readonly includesCustomer: boolean;
  /** Whether the URL's host may have an address of a private network. */
  readonly mayBePrivate: boolean;
}

/** The tenant whose onboardings are reported, and where they run. */
export interface EventTenant {
  readonly restEndpoint: string;
  /** Of onboardings. */
  readonly taskQueue: string;
}

/** What workflows know of the endpoints. */
export function subscribersOf(endpoints: readonly WebhookEndpoint[], tenant: EventTenant): EventSubscriber[] {
  return endpoints.map(({ name, events }) => ({ endpoint: name, taskQueue: queueOf(name, tenant), events }));
}

/**
 * Each endpoint of a tenant has a task queue of its own, so that one that is down delays neither onboardings nor other
 * endpoints, and no other tenant's worker gets the event.
 */
export function queueOf(endpoint: string, { restEndpoint, taskQueue }: EventTenant): string {
  return `${taskQueue}-events-${tenantId(restEndpoint).slice(0, TENANT_DIGITS)}-${endpoint}`;
}

/** The endpoint in the name of a queue that `queueOf` made. */
export function endpointOfQueue(queue: string, { taskQueue }: Pick<EventTenant, 'taskQueue'>): string {
  return queue.slice(`${taskQueue}-events-`.length + TENANT_DIGITS + 1);
}

const TENANT_DIGITS = 8;
