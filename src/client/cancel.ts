import { cancelOnboarding as cancel } from '../onboardings/cancelOnboarding';
import type { OnboardingStatus } from '../onboardings/onboardingStatus';
import { clientOf, type OnboardingOptions } from './onboardingOptions';

/**
 * Requests cancellation of an onboarding after its current step. A customer that was created remains, and an onboarding
 * that has ended stays as it is.
 * @returns the status before the request; undefined if the server knows no such onboarding
 */
export async function cancelOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingStatus | undefined> {
  return await cancel(await clientOf(options), workflowId);
}
