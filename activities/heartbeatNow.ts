import type { Context } from '@temporalio/activity';
import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
} from '@temporalio/client';

/** The longest wait for the server's answer. */
const ANSWER_LIMIT_MS = 5_000;

/** Whether the server treats an attempt as the current one; `unknown` if it did not answer. */
export type Standing = 'current' | 'replaced' | 'unknown';

/**
 * Sends a heartbeat at once and returns the server's answer. The SDK delays its own heartbeats and does not pass on
 * the answer.
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

/** A step that an operator cancels, pauses or resets still completes, so that its result is known. */
function isCurrentAllTheSame(error: unknown): boolean {
  return (
    error instanceof ActivityCancelledError ||
    error instanceof ActivityPausedError ||
    error instanceof ActivityResetError
  );
}
