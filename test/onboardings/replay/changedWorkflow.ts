import { proxyActivities } from '@temporalio/workflow';
import type { OnboardingActivities } from '../../../src/contract/steps';
import type { OnboardingInput } from '../../../src/contract/onboarding';

/** A workflow of the same name that updates the customer where the recorded one creates it. */
export async function onboardCustomer({ customer }: OnboardingInput): Promise<unknown> {
  const activities = proxyActivities<OnboardingActivities>({ startToCloseTimeout: '25s' });
  await activities.getToken();
  return await activities.updateCustomer({ created: { id: 1, email: customer.email }, update: {} });
}
