import { Context } from '@temporalio/activity';
import type { Attempt } from '../src/commerce/attempt';
import { StepFailure } from '../src/commerce/failure';
import { Stopwatch } from '../src/commerce/stopwatch';
import { heartbeatNow } from './heartbeatNow';

/** A clock that is behind the server's by more than this says nothing about the age of an attempt. */
const CLOCK_LAG_LIMIT_MS = 1_000;

/**
 * Tells whether the server still counts on this attempt. A worker that stood still (SIGSTOP, a suspended machine)
 * may be handed an attempt by a poll of its that was open, and wakes long after another one has taken its place.
 * A write waits for the server's word only where the attempt was last known to be the current one longer ago than
 * half of its heartbeat's time-out: before that nobody can have replaced it.
 * @param progress what the heartbeat keeps for the next attempt, as the server is asked with one
 */
export function currentAttemptCheck(progress: () => unknown): Attempt['assertCurrent'] {
  const check = new CurrentAttemptCheck(Context.current(), progress);
  return () => check.assertCurrent();
}

/** The attempt was the current one `agoMs` before the stopwatch was started. */
interface KnownCurrent {
  readonly agoMs: number;
  readonly stopwatch: Stopwatch;
}

class CurrentAttemptCheck {
  private readonly trustedForMs: number;
  private known: KnownCurrent;
  /** One answer is for all who wait, such as the rows of a chunk. */
  private asking: Promise<void> | undefined;

  constructor(
    private readonly context: Context,
    private readonly progress: () => unknown,
  ) {
    const { currentAttemptScheduledTimestampMs, heartbeatTimeoutMs, startToCloseTimeoutMs } = context.info;
    this.trustedForMs = (heartbeatTimeoutMs ?? startToCloseTimeoutMs) / 2;
    const agoMs = ageOnArrival(Date.now() - currentAttemptScheduledTimestampMs);
    this.known = { agoMs, stopwatch: new Stopwatch() };
  }

  assertCurrent(): Promise<void> | undefined {
    const ageMs = this.ageMs();
    if (ageMs >= this.trustedForMs) return this.untilKnown();
    // In time for the answer to be there before the last one is too old; without one, who needs it asks again.
    if (ageMs >= this.trustedForMs / 2) this.ask().catch(() => undefined);
    return undefined;
  }

  private ageMs(): number {
    return this.known.agoMs + this.known.stopwatch.elapsedMs();
  }

  /** An answer that came late, as this process stood still, tells of a time that is over. */
  private async untilKnown(): Promise<void> {
    while (this.ageMs() >= this.trustedForMs) await this.ask();
  }

  private ask(): Promise<void> {
    this.asking ??= this.askServer().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async askServer(): Promise<void> {
    const stopwatch = new Stopwatch();
    const standing = await heartbeatNow(this.context, this.progress());
    if (standing === 'current') {
      this.known = { agoMs: 0, stopwatch };
      return;
    }
    if (standing === 'replaced') this.known = { agoMs: Infinity, stopwatch };
    throw new StepFailure('StepTimedOut', `${REASONS[standing]}; nothing more was sent`);
  }
}

/**
 * How old an attempt is when it arrives, by our clock and the server's. Where our clock is behind, the age is not
 * known, and the server is asked before the first write.
 */
function ageOnArrival(byBothClocksMs: number): number {
  return byBothClocksMs < -CLOCK_LAG_LIMIT_MS ? Infinity : Math.max(0, byBothClocksMs);
}

const REASONS = {
  replaced: 'another attempt has taken the place of this one',
  unknown: 'the server did not answer whether this attempt is still current',
};
