import {
  describeOnboarding as describe,
  type OnboardingDescription,
} from '../onboardings/describeOnboarding';
import { clientOf, type OnboardingOptions } from './onboardingOptions';

/**
 * Describes an onboarding: status, step, tries, last error and customer ID, but no personal data.
 * @returns undefined if the server knows no such onboarding
 */
export async function describeOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingDescription | undefined> {
  return await describe(await clientOf(options), workflowId);
}
