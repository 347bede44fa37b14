import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Attempt } from '../src/commerce/attempt';
import { StepFailure } from '../src/commerce/failure';
import type { FailureType } from '../src/contract/failures';
import type { Step } from '../src/contract/onboarding';
import { currentAttemptCheck } from './currentAttempt';
import { tellTriedShare } from './triedShare';

export interface RetrySettings {
  /** Wait before the second try; doubled for each further one. */
  retryFirstMs: number;
  retryMaxMs: number;
  /** How long a step is tried, from its first try on. */
  giveUpAfterMs: number;
}

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
    const result = await run(limitsOf(Context.current(), progress));
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
  firstTriedAtMs: number;
  lastTriedAtMs: number;
  /** The failure that the last attempts told, how many in a row, and when the last of them began. */
  streak: { type: FailureType; count: number; triedAtMs: number } | null;
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
    firstTriedAtMs: earlier?.firstTriedAtMs ?? now,
    lastTriedAtMs: now,
    streak: earlier?.streak ?? null,
    previouslyTriedAtMs: earlier?.lastTriedAtMs,
  };
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
  beat();
  const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
  return () => clearInterval(timer);
}

function reportProgress(progress: Progress): void {
  Context.current().heartbeat(toBeKept(progress));
}

function toBeKept({ firstTriedAtMs, lastTriedAtMs, streak }: Progress): Progress {
  return { firstTriedAtMs, lastTriedAtMs, streak };
}

/**
 * A request in flight is ended where the server has given this attempt up or the worker must stop. A request to
 * cancel does not end it: the step ends first, so that what was done is known.
 */
function limitsOf(context: Context, progress: Progress): Attempt {
  const receivedAtMs = performance.now();
  const abort = new AbortController();
  context.cancelled.catch((reason: unknown) => {
    const why = context.cancellationDetails;
    if (why?.notFound || why?.timedOut || why?.workerShutdown) abort.abort(reason);
  });
  return {
    signal: abort.signal,
    remainingMs: () => context.info.startToCloseTimeoutMs - (performance.now() - receivedAtMs),
    assertCurrent: currentAttemptCheck(() => toBeKept(progress)),
  };
}

function toApplicationFailure(
  step: Step,
  error: unknown,
  progress: OngoingProgress,
  settings: RetrySettings,
): unknown {
  const { cancellationSignal, cancellationDetails } = Context.current();
  if (error === cancellationSignal.reason && !cancellationDetails?.workerShutdown) return error;
  const failure = error instanceof StepFailure ? error : unexpected(error);
  progress.streak = {
    type: failure.type,
    count: (progress.streak?.type === failure.type ? progress.streak.count : 0) + 1,
    triedAtMs: progress.lastTriedAtMs,
  };
  reportProgress(progress);
  const delayMs = nextDelayMs(failure, progress, settings);
  const triedForMs = Date.now() + delayMs - progress.firstTriedAtMs;
  const final = isFinal(failure, progress, triedForMs, settings);
  if (failure.tries === 'untilGivenUp' && !final) {
    tellTriedShare({ step, failure: failure.type, share: triedForMs / settings.giveUpAfterMs });
  }
  return ApplicationFailure.create({
    type: failure.type,
    message: failure.message,
    nonRetryable: final,
    ...(!final && { nextRetryDelay: delayMs }),
    details: [{ step, ...failure.details }],
  });
}

function isFinal(
  { type, tries }: StepFailure,
  { streak }: Progress,
  triedForMs: number,
  { giveUpAfterMs }: RetrySettings,
): boolean {
  if (tries === 'once') return true;
  if (tries === 'untilGivenUp') return triedForMs > giveUpAfterMs;
  return streak !== null && streak.type === type && streak.count >= tries;
}

/** Doubled for each try; where the tries are counted, for each of those. */
function nextDelayMs(
  { tries, retryAfterMs }: StepFailure,
  { streak }: Progress,
  { retryFirstMs, retryMaxMs }: RetrySettings,
): number {
  const failed = typeof tries === 'number' ? (streak?.count ?? 1) : Context.current().info.attempt;
  const doubled = retryFirstMs * 2 ** Math.min(failed - 1, 30);
  return Math.max(Math.min(doubled, retryMaxMs), retryAfterMs ?? 0);
}

/** An error that the table does not know: most likely an answer in a form that nobody foresaw. */
function unexpected(error: unknown): StepFailure {
  if (Context.current().cancellationDetails?.workerShutdown) {
    return new StepFailure('StepTimedOut', 'the worker was shut down before the step ended');
  }
  return new StepFailure(
    'UnexpectedResponse',
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  );
}

function parseProgress(details: unknown): Progress | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  const { firstTriedAtMs, lastTriedAtMs, streak } = details as Partial<Progress>;
  if (typeof firstTriedAtMs !== 'number' || typeof lastTriedAtMs !== 'number') return undefined;
  return { firstTriedAtMs, lastTriedAtMs, streak: streak ?? null };
}
