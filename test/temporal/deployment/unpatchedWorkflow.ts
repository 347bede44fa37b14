import { proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../../src/contract/steps';
import { onboardCustomer as asItIs } from '../../../workflows';

const { getToken } = proxyActivities<OnboardingActivities>({ startToCloseTimeout: '25s' });

/** The workflow with one more step in front, whatever the history has. */
export async function onboardCustomer(...args: Parameters<typeof asItIs>): ReturnType<typeof asItIs> {
  await getToken();
  return await asItIs(...args);
}
