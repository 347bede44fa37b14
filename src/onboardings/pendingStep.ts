import type { Client } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type StepName, stepNamed } from '../contract/steps';
import type { Failure } from '../contract/failures';
import { dateOfTimestamp } from '../contract/parse/protoTime';
import { decodeOptionalFailureToOptionalError } from '../temporal/privateSdk';
import { failureOf } from './outcome';

/** A step that is running, or waits for its next try; the server reports it only while it is pending. */
export interface PendingStep {
  readonly step: StepName;
  /** How many tries have started. */
  readonly attempts: number;
  /** The failure of the last finished try. */
  readonly lastError: Failure | null;
  /** When the next try starts; null while one is running. */
  readonly nextTryAt: Date | null;
  /** An operator paused it (`temporal activity pause`). */
  readonly paused: boolean;
}

type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;
const { PENDING_ACTIVITY_STATE_STARTED, PENDING_ACTIVITY_STATE_PAUSE_REQUESTED } =
  temporal.api.enums.v1.PendingActivityState;

/** Undefined for an activity that is not a step of an onboarding. */
export async function pendingStepOf(
  client: Client,
  pending: PendingActivity,
): Promise<PendingStep | undefined> {
  const step = stepNamed(pending.activityType?.name);
  if (!step) return undefined;
  const attempt = pending.attempt ?? 1;
  const underWay =
    pending.state === PENDING_ACTIVITY_STATE_STARTED ||
    pending.state === PENDING_ACTIVITY_STATE_PAUSE_REQUESTED;
  const nextTryAt = dateOfTimestamp(pending.nextAttemptScheduleTime ?? pending.scheduledTime);
  return {
    step,
    attempts: underWay ? attempt : attempt - 1,
    lastError: await lastErrorOf(client, pending, step),
    nextTryAt: (!underWay && attempt > 1 && nextTryAt) || null,
    paused: pending.paused ?? false,
  };
}

async function lastErrorOf(
  client: Client,
  { lastFailure }: PendingActivity,
  step: StepName,
): Promise<Failure | null> {
  if (!lastFailure) return null;
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, lastFailure);
  return failureOf(error) ?? { type: 'StepTimedOut', message: error?.message ?? '', step };
}
