import type { StepFailure } from './failure';

export interface RetrySettings {
  /** Wait before the second try; it doubles with each further one. */
  retryFirstMs: number;
  retryMaxMs: number;
  /** Retries stop so long after the first try began. */
  giveUpAfterMs: number;
}

/** The tries so far, including the one that just failed. */
export interface Tries {
  readonly count: number;
  /** How many of the last ones failed with the same type. */
  readonly alike: number;
  /** Since the first one began. */
  readonly triedForMs: number;
  /**
   * From 0 up to 1, if the tries of many rows must not coincide: the wait is this share of the full one. This is the
   * "full jitter" of AWS's "Exponential Backoff and Jitter".
   */
  readonly random?: () => number;
}

/** Only the pace learns that a hold ended early: a try asks it again after this long at the latest. */
const LONGEST_HELD_MS = 120_000;

/** Milliseconds until the next try begins; `undefined` if there is none. */
export function nextTryInMs(
  failure: StepFailure,
  tries: Tries,
  { retryFirstMs, retryMaxMs, giveUpAfterMs }: RetrySettings,
): number | undefined {
  // If the number of tries is limited, the wait doubles for each of them.
  const failed = typeof failure.tries === 'number' ? tries.alike : tries.count;
  const doubledMs = Math.min(retryFirstMs * 2 ** Math.min(failed - 1, 30), retryMaxMs);
  const waitMs = doubledMs * (tries.random?.() ?? 1);
  const delayMs = Math.max(waitMs, Math.min(failure.retryAfterMs ?? 0, LONGEST_HELD_MS));
  switch (failure.tries) {
    case 'once':
      return undefined;
    case 'untilGivenUp':
      // A wait that the service asked for is no reason to give up, and a request that was held back is not a try.
      return !failure.isHeld && tries.triedForMs + doubledMs > giveUpAfterMs ? undefined : delayMs;
    default:
      return tries.alike >= failure.tries ? undefined : delayMs;
  }
}
