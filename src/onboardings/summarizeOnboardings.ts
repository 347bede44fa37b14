import type { Client } from '@temporalio/client';
import { type FailureType, isFailureType } from '../contract/failures';
import { describeIfExists } from './describeIfExists';
import { countRuns, listOnboardings, type OnboardingFilter } from './listOnboardings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from './onboardingStatus';

export interface OnboardingSummary {
  readonly statuses: Readonly<Record<OnboardingStatus, number>>;
  /** Counts of failed ones. */
  readonly failures: Readonly<Partial<Record<FailureType, number>>>;
  /** Undefined if none of those that were read is being retried. */
  readonly retried: RetriedSummary | undefined;
}

/** Of the newest running onboardings, those whose step failed and is being retried. */
interface RetriedSummary {
  readonly lookedAt: number;
  /** By the failure of the last try. */
  readonly failures: Readonly<Partial<Record<FailureType, number>>>;
}

/** The server cannot count pending tries, so each onboarding is described, up to this number. */
const MOST_LOOKED_AT = 200;
const AT_ONCE = 10;

/**
 * Counts the newest run of each onboarding. Reads all failed runs, because one may have been started again since; the
 * server counts the others.
 */
export async function summarizeOnboardings(
  client: Client,
  filter: OnboardingFilter,
): Promise<OnboardingSummary> {
  const failures = new Map<FailureType, number>();
  const count = async (status: OnboardingStatus): Promise<number> => {
    if (filter.status && filter.status !== status) return 0;
    if (status === 'running' || status === 'stuck' || status === 'done') {
      return await countRuns(client, { ...filter, status });
    }
    let found = 0;
    for await (const { failure } of listOnboardings(client, { ...filter, status })) {
      found += 1;
      if (failure) failures.set(failure, (failures.get(failure) ?? 0) + 1);
    }
    return found;
  };
  const counts = await Promise.all(
    ONBOARDING_STATUSES.map(async (status) => [status, await count(status)] as const),
  );
  return {
    retried: await retriedOnes(client, filter),
    statuses: Object.fromEntries(counts) as Record<OnboardingStatus, number>,
    failures: Object.fromEntries(failures),
  };
}

async function retriedOnes(client: Client, filter: OnboardingFilter): Promise<RetriedSummary | undefined> {
  if (filter.failure || (filter.status && filter.status !== 'running')) return undefined;
  const ids: string[] = [];
  for await (const { workflowId } of listOnboardings(client, { ...filter, status: 'running' })) {
    ids.push(workflowId);
    if (ids.length === MOST_LOOKED_AT) break;
  }
  const failures = new Map<FailureType, number>();
  const waiting = ids.values();
  const look = async () => {
    for (const id of waiting) {
      const type = await retriedFor(client, id);
      if (type) failures.set(type, (failures.get(type) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return failures.size === 0 ? undefined : { lookedAt: ids.length, failures: Object.fromEntries(failures) };
}

/** The failure type is not encrypted, so this needs no key. */
async function retriedFor(client: Client, workflowId: string): Promise<FailureType | undefined> {
  const description = await describeIfExists(client, workflowId);
  const [pending] = description?.raw.pendingActivities ?? [];
  if (!pending?.lastFailure) return undefined;
  const type = pending.lastFailure.applicationFailureInfo?.type;
  return isFailureType(type) ? type : 'StepTimedOut';
}
