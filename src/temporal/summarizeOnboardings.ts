import type { Client } from '@temporalio/client';
import type { FailureType } from '../contract/failures';
import { countRuns, listOnboardings, type OnboardingFilter } from './listOnboardings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from './onboardingStatus';

export interface OnboardingSummary {
  readonly statuses: Readonly<Record<OnboardingStatus, number>>;
  /** Of those that failed. */
  readonly failures: Readonly<Partial<Record<FailureType, number>>>;
}

/**
 * Counts the newest run of each onboarding. Of those that failed all are read, as one of them may have been started
 * again since; what runs or is done is counted by the server.
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
    statuses: Object.fromEntries(counts) as Record<OnboardingStatus, number>,
    failures: Object.fromEntries(failures),
  };
}
