import {
  describeOnboarding as describe,
  type OnboardingDescription,
} from '../onboardings/describeOnboarding';
import { clientOf, type OnboardingOptions } from './onboardingOptions';

/**
 * Where an onboarding stands: status, step, tries, last error, customer ID; nothing of what was sent or stored.
 * @returns undefined where the server knows none
 */
export async function describeOnboarding(
  workflowId: string,
  options: Pick<OnboardingOptions, 'client'> = {},
): Promise<OnboardingDescription | undefined> {
  return await describe(await clientOf(options), workflowId);
}
