import type { Client } from '@temporalio/client';
import { describeOnboarding } from './describeOnboarding';
import type { OnboardingStatus } from './onboardingStatus';

/**
 * Requests cancellation of an onboarding after its current step. One that has ended stays as it is.
 * @returns the status before the request; undefined if the server knows no such onboarding
 */
export async function cancelOnboarding(
  client: Client,
  workflowId: string,
): Promise<OnboardingStatus | undefined> {
  const onboarding = await describeOnboarding(client, workflowId);
  if (onboarding?.closedAt === null) {
    await client.workflow.getHandle(workflowId, onboarding.runId).cancel();
  }
  return onboarding?.status;
}
