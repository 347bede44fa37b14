import type { WorkflowExecutionStatusName } from '@temporalio/client';

/** Where an onboarding stands; `stuck` runs, but its workflow tasks fail over and over. */
export const ONBOARDING_STATUSES = [
  'running',
  'stuck',
  'done',
  'failed',
  'cancelled',
  'terminated',
  'timedOut',
] as const;

export type OnboardingStatus = (typeof ONBOARDING_STATUSES)[number];

/** Ends after which an onboarding can be retried. */
export const RETRIABLE_STATUSES = [
  'failed',
  'cancelled',
  'terminated',
  'timedOut',
] as const satisfies OnboardingStatus[];

export type RetriableStatus = (typeof RETRIABLE_STATUSES)[number];

/** Server's own word for each status, as queries of the visibility store use it. */
export const EXECUTION_STATUS = {
  running: 'Running',
  stuck: 'Running',
  done: 'Completed',
  failed: 'Failed',
  cancelled: 'Canceled',
  terminated: 'Terminated',
  timedOut: 'TimedOut',
} as const satisfies Record<OnboardingStatus, string>;

/** The status by the name that the SDK gives; whether a running one is stuck is not told by it. */
export function statusOf(name: WorkflowExecutionStatusName): Exclude<OnboardingStatus, 'stuck'> {
  switch (name) {
    case 'COMPLETED':
      return 'done';
    case 'FAILED':
      return 'failed';
    case 'CANCELLED':
      return 'cancelled';
    case 'TERMINATED':
      return 'terminated';
    case 'TIMED_OUT':
      return 'timedOut';
    default:
      return 'running';
  }
}
