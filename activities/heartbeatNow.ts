import type { Context } from '@temporalio/activity';
import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
} from '@temporalio/client';

/** The server's answer is waited for so long. */
const ANSWER_LIMIT_MS = 5_000;

/** Whether the server still counts on an attempt; `unknown` where it did not answer. */
export type Standing = 'current' | 'replaced' | 'unknown';

/**
 * Sends a heartbeat at once and waits for the server's answer. The SDK's own heartbeats are sent later, and tell the
 * activity nothing of the answer.
 */
export async function heartbeatNow({ client, info }: Context, progress: unknown): Promise<Standing> {
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
