import {
  type Client,
  type WorkflowHandle,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { FailedRun } from '../contract/failedRun';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { onboardingWorkflowId, personId } from '../contract/parse/workflowId';
import { assertSameInput } from './inputDiffers';
import { staticText } from './staticText';

export interface StartOnboardingOptions {
  input: OnboardingInput;
  restEndpoint: string;
  taskQueue: string;
}

/** The workflow's type, as a client sees it. */
export type OnboardCustomer = (input: OnboardingInput, failedRun?: FailedRun) => Promise<OnboardingResult>;

/**
 * Starts an onboarding, or finds the one of the same customer: the running one if one runs, the completed one if
 * one completed (as long as the server keeps it); after a failed one a new run.
 * @throws InputDiffers where the one that is found was given another input
 */
export async function startOnboarding(
  client: Client,
  { input, restEndpoint, taskQueue }: StartOnboardingOptions,
): Promise<WorkflowHandle<OnboardCustomer>> {
  const { email, website_id: websiteId } = input.customer;
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId, email });
  const handle = await startOrFind(client, workflowId, {
    taskQueue,
    args: [input],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: personId({ restEndpoint, email }) }],
    ...staticText(workflowId, input),
  });
  // Whether it was started or found is not told by the SDK.
  await assertSameInput(client, workflowId, input);
  return handle;
}

async function startOrFind(
  client: Client,
  workflowId: string,
  options: Pick<
    WorkflowStartOptions<OnboardCustomer>,
    'taskQueue' | 'args' | 'typedSearchAttributes' | 'staticSummary' | 'staticDetails'
  >,
): Promise<WorkflowHandle<OnboardCustomer>> {
  try {
    return await client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
      ...options,
      workflowId,
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return client.workflow.getHandle(workflowId);
    throw error;
  }
}
