import type { Context } from '@temporalio/activity';
import type { Attempt } from '../src/commerce/attempt';
import { Stopwatch } from '../src/commerce/stopwatch';
import { currentAttemptCheck } from './currentAttempt';
import { serverTime } from './serverClock';

/** An attempt of an activity, which can ask the Temporal server for the time. */
export interface ActivityAttempt extends Attempt {
  /**
   * The time by the Temporal server's clock, in milliseconds since the epoch; asks the server at most once a minute.
   * @throws StepFailure `StepTimedOut` if the server does not answer
   */
  serverTime(): Promise<number>;
}

/**
 * Ends a request in flight if the server has given up this attempt or the worker must stop. A request to cancel does
 * not end it: the step completes first, so that its result is known.
 * @param progress what the heartbeat keeps for the next attempt
 */
export function attemptLimits(context: Context, progress: () => unknown): ActivityAttempt {
  const received = new Stopwatch();
  const abort = new AbortController();
  context.cancelled.catch((reason: unknown) => {
    const why = context.cancellationDetails;
    if (why?.notFound || why?.timedOut || why?.workerShutdown) abort.abort(reason);
  });
  return {
    signal: abort.signal,
    remainingMs: () => context.info.startToCloseTimeoutMs - received.elapsedMs(),
    assertCurrent: currentAttemptCheck(progress),
    serverTime: () => serverTime(context, progress),
  };
}
