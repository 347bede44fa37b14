import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, Info } from '@temporalio/activity';
import type { Evidence } from '../src/commerce/createOnce';
import { StepFailure } from '../src/commerce/failure';
import { Stopwatch } from '../src/commerce/stopwatch';
import type { CreateCustomerRequest } from '../src/contract/steps';
import { markerOfRun } from '../src/contract/marker';
import { earlierRuns, type EarlierRuns, mayHavePosted } from '../src/onboardings/runs/earlierRuns';
import { postsOf } from '../src/onboardings/runs/markerAttribute';
import type { RecordedRun } from '../src/onboardings/runs/recordedRun';
import type { ActivityAttempt } from './attemptLimits';

/** What the guard read from the server about earlier runs. */
export interface Past {
  /** When this run first started. If left out, the request itself counts. */
  readonly startedAt?: Date;
  /** The run that this one follows. */
  readonly follows?: string | undefined;
  /** The run before any reset, if this run was reset. */
  readonly resetOf?: string | undefined;
  readonly onlyEncrypted: boolean;
}

const NO_PAST: Past = { onlyEncrypted: false };

type OnboardingRequest = Omit<CreateCustomerRequest, 'input'>;

/** Converts Temporal's records of this onboarding into evidence of an earlier POST. */
export function evidenceOf(
  context: Context,
  request: OnboardingRequest,
  attempt: ActivityAttempt,
  past: Past = NO_PAST,
): Evidence {
  const { info } = context;
  const wasReset = resetOf(info, request) !== undefined;
  return {
    earlierPostMayHaveArrived: wasTriedBefore(info) || wasReset,
    followsAnotherRun: request.retriedNames !== undefined,
    firstStartedAt: past.startedAt ?? new Date(request.firstStartedAt),
    marker: markerOfRun({ attribute: request.markerAttribute, originalRunId: request.originalRunId }),
    earlierRuns: async (patient) => {
      const runs = await listedRuns(context, attempt, { ...past, resetOf: resetOf(info, request), patient });
      return await Promise.all(runs.filter(mayHavePosted).map((run) => postsOf(context.client, run)));
    },
    serverTime: () => attempt.serverTime(),
  };
}

/**
 * The run before any reset; undefined if this run was not reset. After `temporal workflow reset` a pending activity
 * still has the arguments of the previous run.
 */
export function resetOf(
  { workflowExecution }: Info,
  { originalRunId }: Pick<OnboardingRequest, 'originalRunId'>,
): string | undefined {
  return workflowExecution?.runId === originalRunId ? undefined : originalRunId;
}

/** Whether an earlier attempt at the step may have sent its request. */
export function wasTriedBefore(info: Info): boolean {
  const isRetry = info.attempt > 1;
  // `temporal activity reset` counts attempts from 1 again.
  const wasScheduledBefore = info.currentAttemptScheduledTimestampMs > info.scheduledTimestampMs;
  return isRetry || wasScheduledBefore;
}

const VISIBILITY_LAG_MS = 10_000;
const ASK_EVERY_MS = 500;

/**
 * The earlier runs of this workflow ID that did not complete. Visibility lags behind, so the server is asked again
 * until it lists this run too; a patient caller waits longer for an earlier one.
 * @throws StepFailure `StepTimedOut` if the server does not answer
 */
export async function listedRuns(
  context: Context,
  attempt: ActivityAttempt,
  { follows, resetOf: original, onlyEncrypted, patient }: Past & { readonly patient: boolean },
): Promise<readonly RecordedRun[]> {
  const { workflowId = '', runId: ownRunId } = context.info.workflowExecution ?? {};
  const options = { workflowId, ownRunId, follows, resetOf: original, onlyEncrypted };
  const limitMs = Math.min(VISIBILITY_LAG_MS, attempt.remainingMs() - ASK_EVERY_MS);
  const stopwatch = new Stopwatch();
  for (;;) {
    const listed = await earlierRuns(context.client, options).catch(() => 'unanswered' as const);
    if (listed !== 'unanswered' && isEnough(listed, follows, patient)) return listed.runs;
    if (stopwatch.elapsedMs() >= limitMs) {
      if (listed !== 'unanswered') return listed.runs;
      throw new StepFailure(
        'StepTimedOut',
        'the server did not answer what earlier runs of this onboarding did',
      );
    }
    await sleep(ASK_EVERY_MS, undefined, { signal: attempt.signal });
  }
}

function isEnough(listed: EarlierRuns, follows: string | undefined, patient: boolean): boolean {
  if (listed.runs.length > 0 && (listed.isCaughtUp || follows !== undefined)) return true;
  return listed.isCaughtUp && !patient;
}
