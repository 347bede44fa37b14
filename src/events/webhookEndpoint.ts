import type { EventName, EventSubscriber } from '../contract/eventSubscriber';

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

/** What workflows know of the endpoints. */
export function subscribersOf(endpoints: readonly WebhookEndpoint[]): EventSubscriber[] {
  return endpoints.map(({ name, events }) => ({ endpoint: name, events }));
}
