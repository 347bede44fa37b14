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
import { onboardingIds } from '../contract/parse/workflowId';
import { assertSameInput } from './inputDiffers';
import { withRequestId } from '../temporal/requestId';
import { staticText } from '../temporal/staticText';

export interface StartOnboardingOptions {
  input: OnboardingInput;
  restEndpoint: string;
  taskQueue: string;
  /** Starts with the same request ID have one effect, as long as the server keeps the run. Default: a random one. */
  requestId?: string;
}

/** The result of a start. A `found` onboarding is running or done. */
export interface StartedOrFound {
  readonly kind: 'started' | 'found';
  readonly handle: WorkflowHandle<OnboardCustomer>;
}

/** The type of the workflow for clients. */
export type OnboardCustomer = (input: OnboardingInput, failedRun?: FailedRun) => Promise<OnboardingResult>;

/**
 * Starts an onboarding, or finds the one of the same customer: a running one, or a completed one for as long as the
 * server keeps it. After a failed one it starts a new run.
 * @throws InputDiffers if the one that was found has a different input
 */
export async function startOnboarding(
  client: Client,
  options: StartOnboardingOptions,
): Promise<WorkflowHandle<OnboardCustomer>> {
  return (await startOrFindOnboarding(client, options)).handle;
}

/** Like `startOnboarding`, and returns whether this call started it. @throws InputDiffers */
async function startOrFindOnboarding(
  client: Client,
  options: StartOnboardingOptions,
): Promise<StartedOrFound> {
  const onboarding = await startOrFindAnyInput(client, options);
  const { kind, handle } = onboarding;
  if (kind === 'found')
    await assertSameInput(client, { workflowId: handle.workflowId, input: options.input });
  return onboarding;
}

/** Like `startOrFindOnboarding`, whatever the input of the one that was found. */
export async function startOrFindAnyInput(
  client: Client,
  { requestId, ...options }: StartOnboardingOptions,
): Promise<StartedOrFound> {
  const start = onboardingStart(options);
  try {
    const handle = await client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
      ...start,
      ...(requestId !== undefined && withRequestId(requestId)),
      // UseExisting would find the same run, but not report that it existed.
      workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
    });
    return { kind: 'started', handle };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return { kind: 'found', handle: client.workflow.getHandle(start.workflowId) };
  }
}

/** How an onboarding is started: all but the conflict policy, which decides what happens while one is running. */
export function onboardingStart({
  input,
  restEndpoint,
  taskQueue,
}: StartOnboardingOptions): WorkflowStartOptions<OnboardCustomer> & { workflowId: string } {
  const { workflowId, person } = onboardingIds(input, restEndpoint);
  return {
    workflowId,
    taskQueue,
    args: [input],
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.person, value: person }],
    ...staticText(workflowId, input),
    priority: PRIORITIES.single,
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  };
}
