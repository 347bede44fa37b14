import { StepFailure } from './failure';
import { Stopwatch } from './stopwatch';

/** One attempt at a step: the limits of every request that it sends. */
export interface Attempt {
  /** Aborted when nobody waits for the attempt's outcome any more. */
  readonly signal: AbortSignal;
  /** Aborted when a request that still waits for its turn must not be sent; requests in flight continue. */
  readonly whileUnsent?: AbortSignal;
  /** Called when a request that creates a customer is sent: from then on it may have arrived. */
  readonly onCreateSent?: () => void;
  /** Milliseconds until the attempt's own time limit; zero or negative once it is over. */
  remainingMs(): number;
  /**
   * Called before each write: a process that was stopped and continued does not know that another attempt replaced
   * this one.
   * Returns undefined instead of a resolved promise so that most requests need not wait.
   * @returns undefined if this is certainly the current attempt; otherwise a promise that rejects with StepFailure
   * `StepTimedOut` if it is not
   */
  assertCurrent(): Promise<void> | undefined;
}

/**
 * Another attempt has replaced one whose time is over: it must not send anything.
 * @throws StepFailure `StepTimedOut`
 */
export function assertInTime(attempt: Attempt): void {
  attempt.signal.throwIfAborted();
  if (attempt.remainingMs() <= 0) {
    throw new StepFailure('StepTimedOut', 'the time limit of this attempt is over; nothing more was sent');
  }
}

/** For reads outside an onboarding, or for several onboardings at once. */
export function attemptWithin(limitMs: number): Attempt {
  const stopwatch = new Stopwatch();
  return {
    signal: new AbortController().signal,
    remainingMs: () => limitMs - stopwatch.elapsedMs(),
    assertCurrent: () => undefined,
  };
}
