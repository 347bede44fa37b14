import { setTimeout as sleep } from 'node:timers/promises';
import { GRPC, grpcStatusOf } from '../temporal/grpcStatus';
import { unlessAborted } from '../contract/unlessAborted';

export interface UntilAnsweredOptions {
  signal: AbortSignal;
  /** Called each time that the server was not there. */
  onGone?: () => void;
}

const ASK_EVERY_MS = 250;

/**
 * Asks until the server answers: an onboarding outlives it, and so does who waits for it. What is asked may be asked
 * twice, as an answer can be lost.
 * @throws the signal's reason, and what the question throws for another reason
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

/** A connection that breaks in the middle of an answer is told as unknown or internal. */
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
