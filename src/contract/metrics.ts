/**
 * Our own metrics, beside those of the Temporal SDK: names as Prometheus has them, and what each tells. None has a
 * label that names a person, an onboarding or a customer.
 */
export const METRICS = {
  ended: {
    name: 'onboarding_ended_total',
    help: 'Onboardings that ended, by ending (done, failed, cancelled) and failure type ("" where none failed)',
  },
  adopted: {
    name: 'onboarding_adopted_total',
    help: 'Onboardings that took over a customer that somebody else had made',
  },
  differences: {
    name: 'onboarding_differences_total',
    help: 'Values that Commerce dropped or changed without a word, of onboardings that were done',
  },
  importedRows: {
    name: 'onboarding_imported_rows_total',
    help: 'Rows of imports that came to something, by outcome (made, adopted, refused) and failure type ("" where none failed)',
  },
  stepSeconds: {
    name: 'onboarding_step_seconds',
    help: 'Seconds of a try of a step, by step and outcome (done, cancelled, or the failure type)',
  },
  triedShare: {
    name: 'onboarding_step_tried_share',
    help: 'Share of ONBOARDING_GIVE_UP_AFTER that has passed since the first try, told by each try that fails and is tried again',
  },
  requestSeconds: {
    name: 'onboarding_request_seconds',
    help: 'Seconds of a request to IMS or Commerce, by kind (token, create, update, search, read), method and status ("none" where unanswered)',
  },
  allowedRequests: {
    name: 'onboarding_allowed_requests_per_second',
    help: 'Requests a second that this worker may send, by service (IMS, Commerce), as it found out from the answers',
  },
  waitingRequests: {
    name: 'onboarding_waiting_requests',
    help: 'Requests that wait in this worker for their turn, by service (IMS, Commerce)',
  },
  slowedDown: {
    name: 'onboarding_slowed_down',
    help: '1 for what slows requests down, by service and reason (refused, retryAfter, failing, slow, bound), 0 for the others',
  },
  waitingTasks: {
    name: 'onboarding_waiting_tasks',
    help: 'Tasks that wait in the queue for a worker, by queue (workflow, activity); about, as the server tells it',
  },
  oldestWaiting: {
    name: 'onboarding_oldest_waiting_seconds',
    help: 'Seconds that the oldest task has waited in the queue for a worker, by queue (workflow, activity)',
  },
  failedNearRetention: {
    name: 'onboarding_failed_near_retention',
    help: 'Failed onboardings, not retried, that the server will forget within 3 days; 1000 stands for more',
  },
} as const satisfies Record<string, MetricEntry>;

interface MetricEntry {
  readonly name: `onboarding_${string}`;
  readonly help: string;
}

export type Ending = 'done' | 'failed' | 'cancelled';
