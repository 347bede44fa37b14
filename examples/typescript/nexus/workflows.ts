import { createNexusServiceClient } from '@temporalio/workflow';
import { customerOnboarding, type OnboardingInput, type OnboardingResult } from 'commerce-onboarding/nexus';

/** A workflow in a namespace of your own. It needs only the name of the endpoint. */
export async function signUp(endpoint: string, input: OnboardingInput): Promise<OnboardingResult> {
  const onboardings = createNexusServiceClient({ service: customerOnboarding, endpoint });
  const { onboardCustomer } = customerOnboarding.operations;
  return await onboardings.executeOperation(onboardCustomer, input, { scheduleToCloseTimeout: '25h' });
}
