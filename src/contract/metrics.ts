/**
 * Our own metrics, in addition to those of the Temporal SDK: their names in Prometheus and their help texts. No label
 * identifies a person, an onboarding or a customer.
 */
export const METRICS = {
  ended: {
    name: 'onboarding_ended_total',
    help: 'Onboardings that ended, by ending (done, failed, cancelled) and failure type ("" if it did not fail)',
  },
  adopted: {
    name: 'onboarding_adopted_total',
    help: 'Onboardings that adopted a customer that they did not create',
  },
  differences: {
    name: 'onboarding_differences_total',
    help: 'Values that Commerce silently dropped or changed, in onboardings that were done',
  },
  importedRows: {
    name: 'onboarding_imported_rows_total',
    help: 'Rows of imports that finished, by outcome (made, adopted, refused) and failure type ("" if it did not fail)',
  },
  stepSeconds: {
    name: 'onboarding_step_seconds',
    help: 'Duration of a try of a step in seconds, by step and outcome (done, cancelled, or the failure type)',
  },
  triedShare: {
    name: 'onboarding_step_tried_share',
    help: 'Share of ONBOARDING_GIVE_UP_AFTER that has passed since the first try, recorded by each failed try that is repeated',
  },
  requestSeconds: {
    name: 'onboarding_request_seconds',
    help: 'Duration of a request to IMS or Commerce in seconds, by kind (token, create, update, search, read), method and status ("none" if there was no answer)',
  },
  allowedRequests: {
    name: 'onboarding_allowed_requests_per_second',
    help: 'Requests per second that this worker may send, by service (IMS, Commerce), derived from the answers',
  },
  waitingRequests: {
    name: 'onboarding_waiting_requests',
    help: 'Requests that are queued in this worker, by service (IMS, Commerce)',
  },
  slowedDown: {
    name: 'onboarding_slowed_down',
    help: '1 for each reason that slows requests down, 0 for the others, by service and reason (refused, retryAfter, failing, slow, bound)',
  },
  waitingTasks: {
    name: 'onboarding_waiting_tasks',
    help: 'Approximate number of tasks in the task queue, as the server reports it, by queue (workflow, activity)',
  },
  oldestWaiting: {
    name: 'onboarding_oldest_waiting_seconds',
    help: 'Age of the oldest task in the task queue in seconds, by queue (workflow, activity)',
  },
  eventsSent: {
    name: 'onboarding_events_sent_total',
    help: 'Tries to send an event to an endpoint, by endpoint and outcome (accepted, notAccepted, gone)',
  },
  failedNearRetention: {
    name: 'onboarding_failed_near_retention',
    help: 'Failed onboardings, not retried, that the server deletes within 3 days; 1000 means 1000 or more',
  },
} as const satisfies Record<string, MetricEntry>;

interface MetricEntry {
  readonly name: `onboarding_${string}`;
  readonly help: string;
}

export type Ending = 'done' | 'failed' | 'cancelled';
