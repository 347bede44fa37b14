import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Attempt } from '../src/commerce/attempt';
import { nextTryInMs, type RetrySettings } from '../src/commerce/retrying';
import type { FailureType } from '../src/contract/failures';
import type { Step } from '../src/contract/onboarding';
import { asStepFailure } from './asStepFailure';
import { attemptLimits } from './attemptLimits';
import { tellTriedShare } from './triedShare';

/**
 * Runs one attempt at a step: within its time limit, with heartbeats, and with failures told so that the server
 * tries again what the table of failures says is to be tried again.
 */
export async function runAttempt<T>(
  step: Step,
  settings: RetrySettings,
  run: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const progress = startProgress();
  throwIfGivenUp(step, progress, settings);
  const stopHeartbeats = startHeartbeats(progress);
  try {
    const result = await run(attemptLimits(Context.current(), () => toBeKept(progress)));
    Context.current().log.info(`${step} done`);
    return result;
  } catch (error) {
    throw toApplicationFailure(step, error, progress, settings);
  } finally {
    stopHeartbeats();
  }
}

/** What attempts hand on to each other through the heartbeat. */
interface Progress {
  /** Moved on by the time in which the step was held, which does not use up the time to give up. */
  firstTriedAtMs: number;
  lastTriedAtMs: number;
  /** The failure that the last attempts told, how many in a row, and when the last of them began. */
  streak: { type: FailureType; count: number; triedAtMs: number } | null;
  /** When the next attempt is due, once this one has told its failure. */
  nextDueAtMs: number | null;
}

interface OngoingProgress extends Progress {
  /** When the attempt before this one began; undefined for the first. */
  readonly previouslyTriedAtMs: number | undefined;
}

const HEARTBEAT_EVERY_MS = 2_000;

function startProgress(): OngoingProgress {
  const { info } = Context.current();
  const now = Date.now();
  const earlier = info.attempt > 1 ? parseProgress(info.heartbeatDetails) : undefined;
  return {
    firstTriedAtMs: earlier ? earlier.firstTriedAtMs + heldForMs(earlier, now) : now,
    lastTriedAtMs: now,
    streak: earlier?.streak ?? null,
    nextDueAtMs: null,
    previouslyTriedAtMs: earlier?.lastTriedAtMs,
  };
}

/** A step that is due and does not begin is paused, or its queue is slowed down, or no worker is there. */
function heldForMs({ nextDueAtMs }: Progress, now: number): number {
  return nextDueAtMs === null ? 0 : Math.max(0, now - nextDueAtMs);
}

/** Attempts that end without telling (a worker that is killed by each) are given up as well, one after the time. */
function throwIfGivenUp(step: Step, progress: OngoingProgress, settings: RetrySettings): void {
  const { firstTriedAtMs, previouslyTriedAtMs, streak } = progress;
  if (previouslyTriedAtMs === undefined || previouslyTriedAtMs - firstTriedAtMs < settings.giveUpAfterMs)
    return;
  // One that told its failure has judged for itself whether there is another try.
  if (streak?.triedAtMs === previouslyTriedAtMs) return;
  throw ApplicationFailure.create({
    type: 'StepTimedOut' satisfies FailureType,
    message: 'the last attempts ended without telling what became of them',
    nonRetryable: true,
    details: [{ step }],
  });
}

function startHeartbeats(progress: OngoingProgress): () => void {
  const beat = () => reportProgress(progress);
  // The first attempt has nothing to hand on yet; most end before their first heartbeat, each of which is an action.
  if (Context.current().info.attempt > 1) beat();
  const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
  return () => clearInterval(timer);
}

function reportProgress(progress: Progress): void {
  Context.current().heartbeat(toBeKept(progress));
}

function toBeKept({ firstTriedAtMs, lastTriedAtMs, streak, nextDueAtMs }: Progress): Progress {
  return { firstTriedAtMs, lastTriedAtMs, streak, nextDueAtMs };
}

function toApplicationFailure(
  step: Step,
  error: unknown,
  progress: OngoingProgress,
  settings: RetrySettings,
): unknown {
  const { cancellationSignal, cancellationDetails } = Context.current();
  if (error === cancellationSignal.reason && !cancellationDetails?.workerShutdown) return error;
  const failure = asStepFailure(error);
  progress.streak = {
    type: failure.type,
    count: (progress.streak?.type === failure.type ? progress.streak.count : 0) + 1,
    triedAtMs: progress.lastTriedAtMs,
  };
  const now = Date.now();
  // What the service asked to wait does not use up the time to give up.
  if (failure.isHeld) progress.firstTriedAtMs += now - progress.lastTriedAtMs;
  const triedForMs = now - progress.firstTriedAtMs;
  const tries = { count: Context.current().info.attempt, alike: progress.streak.count, triedForMs };
  const delayMs = nextTryInMs(failure, tries, settings);
  if (failure.isHeld) progress.firstTriedAtMs += delayMs ?? 0;
  progress.nextDueAtMs = delayMs === undefined ? null : now + delayMs;
  reportProgress(progress);
  if (failure.tries === 'untilGivenUp' && delayMs !== undefined) {
    const share = (triedForMs + delayMs) / settings.giveUpAfterMs;
    tellTriedShare({ step, failure: failure.type, share });
  }
  return ApplicationFailure.create({
    type: failure.type,
    message: failure.message,
    nonRetryable: delayMs === undefined,
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    details: [{ step, ...failure.details }],
  });
}

function parseProgress(details: unknown): Progress | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const { firstTriedAtMs, lastTriedAtMs, streak, nextDueAtMs } = details as Partial<Progress>;
  if (typeof firstTriedAtMs !== 'number' || typeof lastTriedAtMs !== 'number') return undefined;
  return { firstTriedAtMs, lastTriedAtMs, streak: streak ?? null, nextDueAtMs: nextDueAtMs ?? null };
}
