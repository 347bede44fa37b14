import type { WorkflowExecutionStatusName } from '@temporalio/client';

/** The status of an onboarding; `stuck` means that it runs, but its workflow tasks fail repeatedly. */
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

/** Final statuses that allow a retry. */
export const RETRIABLE_STATUSES = [
  'failed',
  'cancelled',
  'terminated',
  'timedOut',
] as const satisfies OnboardingStatus[];

export type RetriableStatus = (typeof RETRIABLE_STATUSES)[number];

/** The server's name of each status, for visibility queries. */
export const EXECUTION_STATUS = {
  running: 'Running',
  stuck: 'Running',
  done: 'Completed',
  failed: 'Failed',
  cancelled: 'Canceled',
  terminated: 'Terminated',
  timedOut: 'TimedOut',
} as const satisfies Record<OnboardingStatus, string>;

/** The status for the SDK's name. The name does not show whether a running onboarding is stuck. */
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
