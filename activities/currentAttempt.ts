import { Context } from '@temporalio/activity';
import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
} from '@temporalio/client';
import type { Attempt } from '../src/commerce/attempt';
import { StepFailure } from '../src/commerce/failure';

/** The server's answer is waited for so long; without one nothing is written, and the step is tried again. */
const ANSWER_LIMIT_MS = 5_000;

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

class CurrentAttemptCheck {
  private readonly trustedForMs: number;
  private knownAtMs: number;
  /** One answer is for all who wait, such as the rows of a chunk. */
  private asking: Promise<void> | undefined;

  constructor(
    private readonly context: Context,
    private readonly progress: () => unknown,
  ) {
    const { currentAttemptScheduledTimestampMs, heartbeatTimeoutMs, startToCloseTimeoutMs } = context.info;
    this.trustedForMs = (heartbeatTimeoutMs ?? startToCloseTimeoutMs) / 2;
    this.knownAtMs = performance.now() - (Date.now() - currentAttemptScheduledTimestampMs);
  }

  assertCurrent(): Promise<void> | undefined {
    const ageMs = this.ageMs();
    if (ageMs >= this.trustedForMs) return this.untilKnown();
    // In time for the answer to be there before the last one is too old; without one, who needs it asks again.
    if (ageMs >= this.trustedForMs / 2) this.ask().catch(() => undefined);
    return undefined;
  }

  private ageMs(): number {
    return performance.now() - this.knownAtMs;
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
    const askedAtMs = performance.now();
    const answer = await currentAttempt(this.context, this.progress());
    if (answer === 'current') {
      this.knownAtMs = askedAtMs;
      return;
    }
    if (answer === 'replaced') this.knownAtMs = -Infinity;
    throw new StepFailure('StepTimedOut', `${REASONS[answer]}; nothing more was sent`);
  }
}

const REASONS = {
  replaced: 'another attempt has taken the place of this one',
  unknown: 'the server did not tell whether this attempt still counts',
};

async function currentAttempt(
  { client, info }: Context,
  progress: unknown,
): Promise<'current' | keyof typeof REASONS> {
  try {
    await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      client.activity.heartbeat(info.taskToken, progress),
    );
    return 'current';
  } catch (error) {
    if (isCurrentAllTheSame(error)) return 'current';
    return error instanceof ActivityNotFoundError ? 'replaced' : 'unknown';
  }
}

/** A step that an operator cancels, pauses or resets goes on to its end, so that what was done is known. */
function isCurrentAllTheSame(error: unknown): boolean {
  return (
    error instanceof ActivityCancelledError ||
    error instanceof ActivityPausedError ||
    error instanceof ActivityResetError
  );
}
