import { StepFailure } from './failure';
import { Stopwatch } from './stopwatch';

/** One attempt at a step: what limits every request that is sent for it. */
export interface Attempt {
  /** Aborted when nobody waits for the attempt's outcome any more. */
  readonly signal: AbortSignal;
  /** Aborted where a request that still waits for its turn is not to be sent; what is in flight ends. */
  readonly whileUnsent?: AbortSignal;
  /** Called when a request that creates a customer goes out: it may have arrived from then on. */
  readonly onCreateSent?: () => void;
  /** Milliseconds until the attempt's own time limit; not positive when it is over. */
  remainingMs(): number;
  /**
   * Asked before each write: another attempt may have taken the place of this one, which does not know yet (a
   * process that was stopped and goes on).
   * Most requests need not ask, and are not made to wait.
   * @returns undefined where it is the current one for certain; otherwise a promise that rejects with StepFailure
   * `StepTimedOut` where it is not
   */
  assertCurrent(): Promise<void> | undefined;
}

/**
 * An attempt whose time is over has been replaced by another one: it must not send anything.
 * @throws StepFailure `StepTimedOut`
 */
export function assertInTime(attempt: Attempt): void {
  attempt.signal.throwIfAborted();
  if (attempt.remainingMs() <= 0) {
    throw new StepFailure('StepTimedOut', 'the time limit of this attempt is over; nothing more was sent');
  }
}

/** For what writes nothing and is asked for outside an onboarding, or for several at once. */
export function attemptWithin(limitMs: number): Attempt {
  const stopwatch = new Stopwatch();
  return {
    signal: new AbortController().signal,
    remainingMs: () => limitMs - stopwatch.elapsedMs(),
    assertCurrent: () => undefined,
  };
}
