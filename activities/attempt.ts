import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { nextTryInMs, type RetrySettings } from '../src/commerce/retrying';
import { Stopwatch } from '../src/commerce/stopwatch';
import type { FailureType } from '../src/contract/failures';
import type { Step } from '../src/contract/onboarding';
import { asStepFailure } from './asStepFailure';
import { type AttemptProgress, keptProgress, progressAtStart } from './attemptProgress';
import { type ActivityAttempt, attemptLimits } from './attemptLimits';
import { reportTriedShare } from './metrics';

/**
 * Runs one attempt at a step within its time limit and with heartbeats. Failures are reported so that the server
 * retries those that the table of failures says to retry.
 */
export async function runAttempt<T>(
  step: Step,
  settings: RetrySettings,
  run: (attempt: ActivityAttempt) => Promise<T>,
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

interface OngoingProgress extends AttemptProgress {
  readonly stopwatch: Stopwatch;
  /** What the previous attempt kept; undefined for the first. */
  readonly earlier: AttemptProgress | undefined;
  /** This attempt sent nothing, because the service asked to wait. */
  isHeld: boolean;
}

const HEARTBEAT_EVERY_MS = 2_000;

function startProgress(): OngoingProgress {
  const { info } = Context.current();
  const earlier = info.attempt > 1 ? keptProgress(info.heartbeatDetails) : undefined;
  return { ...progressAtStart(info, earlier), stopwatch: new Stopwatch(), earlier, isHeld: false };
}

/**
 * Attempts that end without a report (each kills its worker) are given up too, by the first attempt after the time to
 * give up.
 */
function throwIfGivenUp(step: Step, { earlier }: OngoingProgress, settings: RetrySettings): void {
  // An attempt that reported its failure also decided whether there is another try.
  if (!earlier || earlier.nextDelayMs !== null || earlier.triedForMs < settings.giveUpAfterMs) return;
  throw ApplicationFailure.create({
    type: 'StepTimedOut' satisfies FailureType,
    message: 'the last attempts ended without a result',
    nonRetryable: true,
    details: [{ step }],
  });
}

function startHeartbeats(progress: OngoingProgress): () => void {
  const beat = () => Context.current().heartbeat(toBeKept(progress));
  // The first attempt has nothing to hand on yet. Most attempts end before their first heartbeat, and each heartbeat
  // is a billed action.
  if (Context.current().info.attempt > 1) beat();
  const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
  return () => clearInterval(timer);
}

function toBeKept({
  triedForMs,
  scheduledAtMs,
  streak,
  nextDelayMs,
  stopwatch,
  isHeld,
}: OngoingProgress): AttemptProgress {
  const kept = { triedForMs, scheduledAtMs, streak };
  if (isHeld) return { ...kept, ranForMs: 0, nextDelayMs: nextDelayMs === null ? null : 0 };
  return { ...kept, ranForMs: ranForMs(stopwatch), nextDelayMs };
}

/** If the clock is set during an attempt, the attempt must not count for more than its time limit. */
function ranForMs(stopwatch: Stopwatch): number {
  return Math.min(stopwatch.elapsedMs(), Context.current().info.startToCloseTimeoutMs);
}

function toApplicationFailure(
  step: Step,
  error: unknown,
  progress: OngoingProgress,
  settings: RetrySettings,
): unknown {
  const { cancellationSignal, cancellationDetails, info } = Context.current();
  if (error === cancellationSignal.reason && !cancellationDetails?.workerShutdown) return error;
  const failure = asStepFailure(error);
  progress.streak = {
    type: failure.type,
    count: (progress.streak?.type === failure.type ? progress.streak.count : 0) + 1,
  };
  // A wait that the service asked for does not count towards the time to give up.
  progress.isHeld = failure.isHeld;
  const triedForMs = progress.triedForMs + (failure.isHeld ? 0 : ranForMs(progress.stopwatch));
  const tries = { count: info.attempt, alike: progress.streak.count, triedForMs };
  const delayMs = nextTryInMs(failure, tries, settings);
  progress.nextDelayMs = delayMs ?? null;
  Context.current().heartbeat(toBeKept(progress));
  if (failure.tries === 'untilGivenUp' && delayMs !== undefined) {
    const share = (triedForMs + delayMs) / settings.giveUpAfterMs;
    reportTriedShare({ step, failure: failure.type, share });
  }
  return ApplicationFailure.create({
    type: failure.type,
    message: failure.message,
    nonRetryable: delayMs === undefined,
    ...(delayMs !== undefined && { nextRetryDelay: delayMs }),
    details: [{ step, ...failure.details }],
  });
}
