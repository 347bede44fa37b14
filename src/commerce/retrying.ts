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
}

/** When the next try begins, from now on; `undefined` where there is none. */
export function nextTryInMs(
  failure: StepFailure,
  tries: Tries,
  { retryFirstMs, retryMaxMs, giveUpAfterMs }: RetrySettings,
): number | undefined {
  // Where the tries are counted, the wait is doubled for each of those.
  const failed = typeof failure.tries === 'number' ? tries.alike : tries.count;
  const doubledMs = Math.min(retryFirstMs * 2 ** Math.min(failed - 1, 30), retryMaxMs);
  const delayMs = Math.max(doubledMs, failure.retryAfterMs ?? 0);
  switch (failure.tries) {
    case 'once':
      return undefined;
    case 'untilGivenUp':
      return tries.triedForMs + delayMs > giveUpAfterMs ? undefined : delayMs;
    default:
      return tries.alike >= failure.tries ? undefined : delayMs;
  }
}
