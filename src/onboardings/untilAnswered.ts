import { setTimeout as sleep } from 'node:timers/promises';
import { GRPC, grpcStatusOf } from '../temporal/grpcStatus';
import { unlessAborted } from '../contract/unlessAborted';

export interface UntilAnsweredOptions {
  signal: AbortSignal;
  /** Called each time the server is unreachable. */
  onGone?: () => void;
}

const ASK_EVERY_MS = 250;

/**
 * Repeats a question until the server answers, because onboardings outlive an outage, and so should a command that
 * waits for one. The question may run twice, because an answer can get lost.
 * @throws the signal's reason, and every other error of the question
 */
export async function untilAnswered<T>(
  question: () => Promise<T>,
  { signal, onGone }: UntilAnsweredOptions,
): Promise<T> {
  for (;;) {
    signal.throwIfAborted();
    try {
      return await unlessAborted(question(), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!isUnavailable(error)) throw error;
      onGone?.();
      await sleep(ASK_EVERY_MS, undefined, { signal });
    }
  }
}

/** A connection that breaks during a response is reported as unknown or internal. */
const SERVER_AWAY: readonly number[] = [
  GRPC.cancelled,
  GRPC.unknown,
  GRPC.deadlineExceeded,
  GRPC.internal,
  GRPC.unavailable,
];

function isUnavailable(error: unknown): boolean {
  const status = grpcStatusOf(error);
  return status !== undefined && SERVER_AWAY.includes(status);
}
