import { proxyActivities } from '@temporalio/workflow';
import { onboardAsChild, type OnboardingInput } from '../../workflows/onboardAsChild';

const { sendVoucher } = proxyActivities<{ sendVoucher(customerId: number): Promise<string> }>({
  startToCloseTimeout: '10s',
});

/** A workflow of another team. */
export async function signUp(input: OnboardingInput): Promise<string> {
  const { customerId } = await onboardAsChild(input);
  return await sendVoucher(customerId);
}
