import type { Context } from '@temporalio/activity';
import type { Attempt } from '../src/commerce/attempt';
import { currentAttemptCheck } from './currentAttempt';

/**
 * A request in flight is ended where the server has given this attempt up or the worker must stop. A request to
 * cancel does not end it: the step ends first, so that what was done is known.
 * @param progress what the heartbeat keeps for the next attempt
 */
export function attemptLimits(context: Context, progress: () => unknown): Attempt {
  const receivedAtMs = performance.now();
  const abort = new AbortController();
  context.cancelled.catch((reason: unknown) => {
    const why = context.cancellationDetails;
    if (why?.notFound || why?.timedOut || why?.workerShutdown) abort.abort(reason);
  });
  return {
    signal: abort.signal,
    remainingMs: () => context.info.startToCloseTimeoutMs - (performance.now() - receivedAtMs),
    assertCurrent: currentAttemptCheck(progress),
  };
}
