import {
  type Client,
  type WorkflowHandle,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/client';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { onboardingWorkflowId, personId } from '../contract/parse/workflowId';

export interface StartOnboardingOptions {
  input: OnboardingInput;
  restEndpoint: string;
  taskQueue: string;
}

/** The workflow's type, as a client sees it. */
export type OnboardCustomer = (input: OnboardingInput) => Promise<OnboardingResult>;

/**
 * Starts an onboarding, or finds the one of the same customer: the running one if one runs, the completed one if
 * one completed (as long as the server keeps it); after a failed one a new run.
 */
export async function startOnboarding(
  client: Client,
  { input, restEndpoint, taskQueue }: StartOnboardingOptions,
): Promise<WorkflowHandle<OnboardCustomer>> {
  const { email, website_id: websiteId } = input.customer;
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId, email });
  try {
    return await client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      args: [input],
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: personId({ restEndpoint, email }) }],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return client.workflow.getHandle(workflowId);
    throw error;
  }
}
