import { Context } from '@temporalio/activity';
import type { Attempt } from '../src/commerce/attempt';
import { StepFailure } from '../src/commerce/failure';
import { Stopwatch } from '../src/commerce/stopwatch';
import { heartbeatNow } from './heartbeatNow';

/** If a clock is behind the server's by more, it does not show the age of an attempt. */
const CLOCK_LAG_LIMIT_MS = 1_000;

/**
 * Checks whether this is still the current attempt. A worker that was stopped (SIGSTOP, a suspended machine) may
 * receive an attempt through a poll that was open, and continue long after another attempt has replaced it.
 * A write waits for the server's answer only if the attempt was last confirmed longer ago than half of the
 * heartbeat's timeout: before that, no other attempt can have replaced it.
 * @param progress what the heartbeat keeps for the next attempt, because the server is asked with a heartbeat
 */
export function currentAttemptCheck(progress: () => unknown): Attempt['assertCurrent'] {
  const check = new CurrentAttemptCheck(Context.current(), progress);
  return () => check.assertCurrent();
}

/** The attempt was the current one `agoMs` before the stopwatch started. */
interface KnownCurrent {
  readonly agoMs: number;
  readonly stopwatch: Stopwatch;
}

class CurrentAttemptCheck {
  private readonly trustedForMs: number;
  private known: KnownCurrent;
  /** All waiting callers, such as the rows of a chunk, share one answer. */
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
    // Early enough that the answer arrives before the last one expires; if it fails, the next caller asks again.
    if (ageMs >= this.trustedForMs / 2) this.ask().catch(() => undefined);
    return undefined;
  }

  private ageMs(): number {
    return this.known.agoMs + this.known.stopwatch.elapsedMs();
  }

  /** Repeats the question if this process was suspended meanwhile: the answer then describes a past state. */
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
 * The age of an attempt when it arrives, by our clock and the server's. If our clock is behind, the age is unknown,
 * and the server is asked before the first write.
 */
function ageOnArrival(byBothClocksMs: number): number {
  return byBothClocksMs < -CLOCK_LAG_LIMIT_MS ? Infinity : Math.max(0, byBothClocksMs);
}

const REASONS = {
  replaced: 'another attempt has taken the place of this one',
  unknown: 'the server did not answer whether this attempt is still current',
};
