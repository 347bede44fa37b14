import type { RetryPolicy } from '@temporalio/common';

/**
 * How the server retries a step whose attempt reported nothing, because its worker was killed or suspended. An
 * attempt that fails reports whether and when to retry, by the table of failures and the worker's settings. Nothing
 * here ends a step.
 */
export const STEP_RETRY_POLICY: RetryPolicy = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '1m',
};

/** How the server retries an event that an endpoint did not accept, unless the endpoint names another delay. */
export const EVENT_RETRY_POLICY: RetryPolicy = {
  initialInterval: '1s',
  backoffCoefficient: 2,
  maximumInterval: '5m',
};
