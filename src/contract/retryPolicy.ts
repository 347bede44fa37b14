import type { RetryPolicy } from '@temporalio/common';

/**
 * How a step is tried again where its attempt could not say so itself (its worker was killed, or stood still).
 * An attempt that fails says with its failure whether and when it is tried again, by the table of failures and
 * the worker's settings; nothing here ends a step.
 */
export const STEP_RETRY_POLICY: RetryPolicy = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '1m',
};
