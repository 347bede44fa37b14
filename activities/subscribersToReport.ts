import type { EventSubscriber } from '../src/contract/eventSubscriber';

export interface SubscriberSettings {
  /** The endpoints that want events. Default: none. */
  subscribers?: readonly EventSubscriber[];
}

/** The part of a step's result that reports to the workflow who wants events; nothing if nobody does. */
export function subscribersToReport({ subscribers = [] }: SubscriberSettings): SubscriberSettings {
  return subscribers.length > 0 ? { subscribers } : {};
}
