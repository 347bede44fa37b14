import type { Client } from '@temporalio/client';
import { describeOnboarding } from './describeOnboarding';
import type { OnboardingStatus } from './onboardingStatus';

/**
 * Asks an onboarding to end between its steps; one that has ended is left alone.
 * @returns how it stood before; undefined where the server knows none
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
