import { createNexusServiceClient } from '@temporalio/workflow';
import { customerOnboarding, type OnboardingInput } from '../../src/nexus/service';

/** A workflow of a caller in another namespace. */
export async function signUp(endpoint: string, input: OnboardingInput): Promise<[number, string]> {
  const onboarding = createNexusServiceClient({ service: customerOnboarding, endpoint });
  const { customerId, created } = await onboarding.executeOperation(
    customerOnboarding.operations.onboardCustomer,
    input,
    {
      scheduleToCloseTimeout: '1h',
    },
  );
  return [customerId, created.email];
}
