import { patched, proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../../src/contract/steps';
import { onboardCustomer as asItIs } from '../../../workflows';

const { getToken } = proxyActivities<OnboardingActivities>({ startToCloseTimeout: '25s' });

/** The workflow with one more step in front, which running ones skip. */
export async function onboardCustomer(...args: Parameters<typeof asItIs>): ReturnType<typeof asItIs> {
  if (patched('token-twice')) await getToken();
  return await asItIs(...args);
}
