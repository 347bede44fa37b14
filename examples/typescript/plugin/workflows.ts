import { proxyActivities } from '@temporalio/workflow';
import { onboardAsChild, type OnboardingInput, type OnboardingResult } from 'commerce-onboarding/workflow';
import type * as activities from './activities';

const { sendVoucher } = proxyActivities<typeof activities>({ startToCloseTimeout: '10s' });

/** A workflow of your own: it onboards the customer in a child workflow, and then does its own work. */
export async function signUp(input: OnboardingInput): Promise<OnboardingResult & { voucher: string }> {
  const onboarded = await onboardAsChild(input);
  const voucher = await sendVoucher(onboarded.customerId);
  return { ...onboarded, voucher };
}
