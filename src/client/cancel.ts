import { cancelOnboarding as cancel } from '../onboardings/cancelOnboarding';
import type { OnboardingStatus } from '../onboardings/onboardingStatus';
import { clientOf, type OnboardingOptions } from './onboardingOptions';

/**
 * Asks an onboarding to end between its steps; what was made stays, and one that has ended is left alone.
 * @returns how it stood before; undefined where the server knows none
 */
export async function cancelOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingStatus | undefined> {
  return await cancel(await clientOf(options), workflowId);
}
