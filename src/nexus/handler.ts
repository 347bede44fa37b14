import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import {
  getClient,
  operationInfo,
  type TemporalNexusClient,
  TemporalOperationHandler,
  TemporalOperationResult,
} from '@temporalio/nexus';
import * as nexus from 'nexus-rpc';
import type { FailureType } from '../contract/failures';
import { WORKFLOW_TYPE } from '../contract/names';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { inputProblemLine } from '../contract/parse/inputProblem';
import { parseOnboardingInput } from '../contract/parse/onboardingInput';
import { isOnboardingWorkflowId } from '../contract/parse/workflowId';
import { assertSameInput, InputDiffers } from '../onboardings/inputDiffers';
import { outcomeOf } from '../onboardings/outcome';
import { type OnboardCustomer, onboardingStart } from '../onboardings/startOnboarding';
import { withInputRead } from '../temporal/encryption/nexusInput';
import { isNotFound } from '../temporal/grpcStatus';
import { customerOnboarding } from './service';

export interface CustomerOnboardingOptions {
  readonly restEndpoint: string;
}

/** Serves `CustomerOnboarding` with onboardings on the worker's own task queue. */
export function serveCustomerOnboarding({
  restEndpoint,
}: CustomerOnboardingOptions): nexus.ServiceHandler<(typeof customerOnboarding)['operations']> {
  return nexus.serviceHandler(customerOnboarding, {
    onboardCustomer: new TemporalOperationHandler<OnboardingInput, OnboardingResult>({
      start: async (_context, client, input) =>
        await withInputRead(() => startOrAttach(client, { input: checkedInput(input), restEndpoint })),
      cancelWorkflowRun: async (_context, { workflowId }) => await cancel(workflowId),
    }),
  });
}

type Start = CustomerOnboardingOptions & { readonly input: OnboardingInput };

/** Starts an onboarding, attaches to the running one of the same customer, or returns the result of the one that is done. */
async function startOrAttach(
  nexusClient: TemporalNexusClient,
  { input, restEndpoint }: Start,
): Promise<TemporalOperationResult<OnboardingResult>> {
  const { taskQueue } = operationInfo();
  const options = onboardingStart({ input, restEndpoint, taskQueue });
  const start = (workflowIdConflictPolicy: WorkflowIdConflictPolicy) =>
    nexusClient.startWorkflow<OnboardCustomer>(WORKFLOW_TYPE, { ...options, workflowIdConflictPolicy });
  try {
    // Attaching at once would not report that another input is running.
    return await start(WorkflowIdConflictPolicy.FAIL);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  await refuseOtherInput(nexusClient.client, options.workflowId, input);
  try {
    return await start(WorkflowIdConflictPolicy.USE_EXISTING);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return await resultOfDone(nexusClient.client, options.workflowId);
  }
}

function checkedInput(value: unknown): OnboardingInput {
  const parsed = parseOnboardingInput(value);
  if (parsed.ok) return parsed.input;
  throw refused('InvalidInput', parsed.problems.map(inputProblemLine).join('\n'));
}

/** Callers of other teams may not read onboardings, and nothing limits how often they guess. */
async function refuseOtherInput(client: Client, workflowId: string, input: OnboardingInput): Promise<void> {
  try {
    await assertSameInput(client, { workflowId, input }, { confirmsNothing: true });
  } catch (error) {
    throw error instanceof InputDiffers ? refused('InputDiffers', error.message) : error;
  }
}

/** The caller's operation fails at once, with the type of the cause. The message contains no values. */
function refused(type: FailureType | 'InputDiffers', message: string): nexus.HandlerError {
  const cause = ApplicationFailure.create({ type, message, nonRetryable: true });
  const kind = type === 'InputDiffers' ? 'CONFLICT' : 'BAD_REQUEST';
  return new nexus.HandlerError(kind, message, { cause, retryableOverride: false });
}

async function resultOfDone(
  client: Client,
  workflowId: string,
): Promise<TemporalOperationResult<OnboardingResult>> {
  const outcome = await outcomeOf(client.workflow.getHandle<OnboardCustomer>(workflowId));
  if (outcome.status === 'done') return TemporalOperationResult.sync(outcome.result);
  // It failed meanwhile: the next try of the operation starts another run.
  throw new nexus.HandlerError('UNAVAILABLE', `the onboarding ${workflowId} ended as it was found`);
}

/** A token is the caller's word. Workflows of other kinds are not for callers. */
async function cancel(workflowId: string): Promise<void> {
  if (!isOnboardingWorkflowId(workflowId)) {
    throw new nexus.HandlerError('BAD_REQUEST', 'the token is not of an onboarding');
  }
  try {
    await getClient().workflow.getHandle(workflowId).cancel();
  } catch (error) {
    // It has ended.
    if (!isNotFound(error)) throw error;
  }
}
