import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import {
  type ChildWorkflowOptions,
  executeChild,
  ParentClosePolicy,
  proxyActivities,
  proxyLocalActivities,
  WorkflowIdReusePolicy,
} from '@temporalio/workflow';
import type { ChildOnboardingActivities, OnboardingIdentity } from '../src/contract/childOnboarding';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../src/contract/names';
import type { OnboardingInput, OnboardingResult } from '../src/contract/onboarding';
import { PRIORITIES } from '../src/contract/priorities';

export type { FailureDetails, FailureType } from '../src/contract/failures';
export type {
  Customer,
  CustomerFields,
  CustomerUpdate,
  Difference,
  OnboardingInput,
  OnboardingResult,
} from '../src/contract/onboarding';

const { identifyOnboarding } = proxyLocalActivities<ChildOnboardingActivities>({
  startToCloseTimeout: '10s',
  summary: 'the workflow ID of an onboarding',
});

/** Each attempt looks once and says when the next one looks, so that a wait holds no slot of the worker. */
const { waitForOnboarding } = proxyActivities<ChildOnboardingActivities>({
  startToCloseTimeout: '1m',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
  summary: 'the onboarding that was started before',
});

/**
 * Onboards a customer in a child of the calling workflow, and waits until it is done. If an onboarding of this customer
 * is running or done, returns the result of that one. Cancelling the scope cancels the child.
 *
 * The child continues if the parent is terminated or times out, so that a customer is never left half made.
 * @throws ApplicationFailure `InvalidInput` if the input has mistakes: nothing was started
 * @throws ChildWorkflowFailure if the onboarding fails, or ActivityFailure if it was started before. The cause is an
 * ApplicationFailure of a type in the table of failures, or of the type `InputDiffers` or `OnboardingStopped`
 */
export async function onboardAsChild(input: OnboardingInput): Promise<OnboardingResult> {
  const identity = await identifyOnboarding(input);
  try {
    return await executeChild<OnboardCustomer>(WORKFLOW_TYPE, { ...childOptions(identity), args: [input] });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return await waitForOnboarding({ workflowId: identity.workflowId, input });
  }
}

type OnboardCustomer = (input: OnboardingInput) => Promise<OnboardingResult>;

function childOptions({ workflowId, person, ...texts }: OnboardingIdentity): ChildWorkflowOptions {
  return {
    workflowId,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: person }],
    priority: PRIORITIES.single,
    ...texts,
  };
}
