import type { StepFailure } from './failure';

export interface RetrySettings {
  /** Wait before the second try; doubled for each further one. */
  retryFirstMs: number;
  retryMaxMs: number;
  /** How long it is tried, from the first try on. */
  giveUpAfterMs: number;
}

/** The tries so far, the one that failed just now among them. */
export interface Tries {
  readonly count: number;
  /** How many of the last ones failed with the same type. */
  readonly alike: number;
  /** Since the first one began. */
  readonly triedForMs: number;
  /**
   * From 0 up to 1, where tries must not meet an outage in step: the wait is this share of the whole one, which is the
   * "full jitter" of AWS's "Exponential Backoff and Jitter".
   */
  readonly random?: () => number;
}

/** A hold may end early, which only the pace finds out: a try asks it again after this long at the latest. */
const LONGEST_HELD_MS = 120_000;

/** When the next try begins, from now on; `undefined` where there is none. */
export function nextTryInMs(
  failure: StepFailure,
  tries: Tries,
  { retryFirstMs, retryMaxMs, giveUpAfterMs }: RetrySettings,
): number | undefined {
  // Where the tries are counted, the wait is doubled for each of those.
  const failed = typeof failure.tries === 'number' ? tries.alike : tries.count;
  const doubledMs = Math.min(retryFirstMs * 2 ** Math.min(failed - 1, 30), retryMaxMs);
  const waitMs = doubledMs * (tries.random?.() ?? 1);
  const delayMs = Math.max(waitMs, Math.min(failure.retryAfterMs ?? 0, LONGEST_HELD_MS));
  switch (failure.tries) {
    case 'once':
      return undefined;
    case 'untilGivenUp':
      // What the service asked to wait is no reason to give up, and a request that was held back is no try.
      return !failure.isHeld && tries.triedForMs + doubledMs > giveUpAfterMs ? undefined : delayMs;
    default:
      return tries.alike >= failure.tries ? undefined : delayMs;
  }
}
