import type { Info } from '@temporalio/activity';
import { z } from 'zod';
import { type FailureType, isFailureType } from '../src/contract/failures';

const streakSchema = z
  .object({ type: z.custom<FailureType>(isFailureType), count: z.number().int().positive() })
  .nullish()
  .transform((streak) => streak ?? null);

const progressSchema = z.object({
  /** How long the step was tried before this attempt began, without the time in which it was held back. */
  triedForMs: z.number().nonnegative(),
  /** How long this attempt has run. */
  ranForMs: z.number().nonnegative(),
  /** When this attempt was scheduled, by the server's clock. */
  scheduledAtMs: z.number(),
  /** The last failure type, and how many attempts in succession reported it. */
  streak: streakSchema,
  /** How long the next attempt waits; null until this attempt has reported its failure. */
  nextDelayMs: z.number().nonnegative().nullable(),
});

/**
 * What attempts hand on to the next one in the heartbeat. It contains only durations and times of the server's clock,
 * because the next attempt may run on a worker with another clock.
 */
export type AttemptProgress = z.infer<typeof progressSchema>;

type ScheduledInfo = Pick<Info, 'currentAttemptScheduledTimestampMs' | 'heartbeatTimeoutMs'>;

/** The longest wait of the retry policy, for an attempt that could not report when the next one is due. */
const LONGEST_POLICY_WAIT_MS = 60_000;

/** The progress at the start of an attempt, computed from what the previous one kept. */
export function progressAtStart(info: ScheduledInfo, earlier: AttemptProgress | undefined): AttemptProgress {
  return {
    triedForMs: earlier ? earlier.triedForMs + lastedMs(info, earlier) : 0,
    ranForMs: 0,
    scheduledAtMs: info.currentAttemptScheduledTimestampMs,
    streak: earlier?.streak ?? null,
    nextDelayMs: null,
  };
}

/**
 * How long an attempt and the wait after it took. If the next attempt begins later than it was due, the activity was
 * paused, its queue was slow or no worker was running: that time does not count. If an attempt ended without a
 * report, the server notices it after the heartbeat's timeout.
 */
function lastedMs(
  { currentAttemptScheduledTimestampMs, heartbeatTimeoutMs = 0 }: ScheduledInfo,
  { ranForMs, scheduledAtMs, nextDelayMs }: AttemptProgress,
): number {
  if (nextDelayMs !== null) return ranForMs + nextDelayMs;
  const mostMs = ranForMs + heartbeatTimeoutMs + LONGEST_POLICY_WAIT_MS;
  return Math.max(ranForMs, Math.min(mostMs, currentAttemptScheduledTimestampMs - scheduledAtMs));
}

/** The form of earlier versions, whose times all come from the clock of the worker that kept them. */
const earlierFormSchema = z
  .object({
    firstTriedAtMs: z.number(),
    lastTriedAtMs: z.number(),
    streak: z
      .object({
        type: z.custom<FailureType>(isFailureType),
        count: z.number().int().positive(),
        triedAtMs: z.number().optional(),
      })
      .nullish(),
    nextDueAtMs: z.number().nullish(),
  })
  .transform(({ firstTriedAtMs, lastTriedAtMs, streak, nextDueAtMs }): AttemptProgress => {
    const hasTold = typeof nextDueAtMs === 'number' || streak?.triedAtMs === lastTriedAtMs;
    return {
      triedForMs: Math.max(0, (nextDueAtMs ?? lastTriedAtMs) - firstTriedAtMs),
      ranForMs: 0,
      scheduledAtMs: Infinity,
      streak: streak ? { type: streak.type, count: streak.count } : null,
      nextDelayMs: hasTold ? 0 : null,
    };
  });

/** Reads what an earlier attempt kept; ignores details of another form. */
export function keptProgress(details: unknown): AttemptProgress | undefined {
  return z.union([progressSchema, earlierFormSchema]).safeParse(details).data;
}
