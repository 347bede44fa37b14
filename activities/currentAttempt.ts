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
 * Asked with a heartbeat, and only where the attempt was last known to be the current one longer ago than half of
 * its heartbeat's time-out: before that nobody can have replaced it.
 * @param progress what the heartbeat keeps for the next attempt
 */
export function currentAttemptCheck(progress: () => unknown): Attempt['assertCurrent'] {
  const context = Context.current();
  const { currentAttemptScheduledTimestampMs, heartbeatTimeoutMs, startToCloseTimeoutMs } = context.info;
  const trustedForMs = (heartbeatTimeoutMs ?? startToCloseTimeoutMs) / 2;
  const waitedMs = Date.now() - currentAttemptScheduledTimestampMs;
  let knownAtMs = performance.now() - waitedMs;
  const ask = async () => {
    const askedAtMs = performance.now();
    await assertCurrent(context, progress());
    knownAtMs = askedAtMs;
  };
  return () => (performance.now() - knownAtMs < trustedForMs ? undefined : ask());
}

async function assertCurrent({ client, info }: Context, progress: unknown): Promise<void> {
  try {
    await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
      client.activity.heartbeat(info.taskToken, progress),
    );
  } catch (error) {
    if (isCurrentAllTheSame(error)) return;
    const reason =
      error instanceof ActivityNotFoundError
        ? 'another attempt has taken the place of this one'
        : 'the server did not tell whether this attempt still counts';
    throw new StepFailure('StepTimedOut', `${reason}; nothing more was sent`);
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
