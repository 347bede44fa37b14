/** What an event reports; its CloudEvents type is `com.commerce-onboarding.NAME.v1`. */
export const EVENT_NAMES = ['completed', 'failed', 'cancelled', 'import.completed'] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** An endpoint of the worker's settings, as far as workflows know it. */
export interface EventSubscriber {
  endpoint: string;
  /** Of the endpoint's events. */
  taskQueue: string;
  events: readonly EventName[];
}
