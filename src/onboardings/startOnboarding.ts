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
import { PRIORITIES } from '../contract/priorities';
import { onboardingWorkflowId, personId } from '../contract/parse/workflowId';
import { assertSameInput } from './inputDiffers';
import { staticText } from '../temporal/staticText';

export interface StartOnboardingOptions {
  input: OnboardingInput;
  restEndpoint: string;
  taskQueue: string;
}

/** What became of a start; `found` one runs or is done. */
export interface StartedOrFound {
  readonly kind: 'started' | 'found';
  readonly handle: WorkflowHandle<OnboardCustomer>;
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
  options: StartOnboardingOptions,
): Promise<WorkflowHandle<OnboardCustomer>> {
  return (await startOrFindOnboarding(client, options)).handle;
}

/** The same for who wants to know whether it was started by this call. @throws InputDiffers */
export async function startOrFindOnboarding(
  client: Client,
  options: StartOnboardingOptions,
): Promise<StartedOrFound> {
  const onboarding = await startOrFindAnyInput(client, options);
  const { kind, handle } = onboarding;
  if (kind === 'found') await assertSameInput(client, handle.workflowId, options.input);
  return onboarding;
}

/** The same, whatever input the one that is found was given. */
export async function startOrFindAnyInput(
  client: Client,
  { input, restEndpoint, taskQueue }: StartOnboardingOptions,
): Promise<StartedOrFound> {
  const { email, website_id: websiteId } = input.customer;
  const workflowId = onboardingWorkflowId({ restEndpoint, websiteId, email });
  return await startOrFind(client, workflowId, {
    taskQueue,
    args: [input],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: personId({ restEndpoint, email }) }],
    ...staticText(workflowId, input),
  });
}

async function startOrFind(
  client: Client,
  workflowId: string,
  options: Pick<
    WorkflowStartOptions<OnboardCustomer>,
    'taskQueue' | 'args' | 'typedSearchAttributes' | 'staticSummary' | 'staticDetails'
  >,
): Promise<StartedOrFound> {
  try {
    const handle = await client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
      ...options,
      workflowId,
      priority: PRIORITIES.single,
      // UseExisting would find the same one, but not tell that it was there.
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    });
    return { kind: 'started', handle };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { kind: 'found', handle: client.workflow.getHandle(workflowId) };
  }
}
