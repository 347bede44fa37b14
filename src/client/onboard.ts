import type { WorkflowHandle } from '@temporalio/client';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { parseOnboardingInput } from '../contract/parse/onboardingInput';
import { type Outcome, outcomeOf } from '../onboardings/outcome';
import { type OnboardCustomer, startOnboarding as start } from '../onboardings/startOnboarding';
import { InvalidInput, OnboardingFailed, OnboardingStopped } from './errors';
import { clientOf, type OnboardingOptions, restEndpointOf, taskQueueOf } from './onboardingOptions';

/** An onboarding that this call started, or found running or done. */
export interface StartedOnboarding {
  readonly workflowId: string;
  /** Waits until it is done. @throws OnboardingFailed, OnboardingStopped */
  result(): Promise<OnboardingResult>;
  /** Waits until it has ended in any way. */
  outcome(): Promise<Outcome>;
}

/**
 * Onboards a customer, and waits until it is done. A repeated call for the same customer returns the same result and
 * creates nobody twice.
 * @throws OnboardingFailed, OnboardingStopped, and the errors of `startOnboarding`
 */
export async function onboard(
  input: OnboardingInput,
  options: OnboardingOptions = {},
): Promise<OnboardingResult> {
  return await (await startOnboarding(input, options)).result();
}

/**
 * Starts an onboarding, or finds the one of this customer that is running or done. A worker does the work.
 * @throws InvalidInput; InputDiffers if the one that was found has a different input; SettingsError;
 * ServiceUnreachable; the SDK's own errors if the server does not answer
 */
export async function startOnboarding(
  input: OnboardingInput,
  options: OnboardingOptions = {},
): Promise<StartedOnboarding> {
  const parsed = parseOnboardingInput(input);
  if (!parsed.ok) throw new InvalidInput(parsed.problems);
  const restEndpoint = await restEndpointOf(options);
  const taskQueue = taskQueueOf(options);
  const client = await clientOf(options);
  return started(await start(client, { input: parsed.input, restEndpoint, taskQueue }));
}

export function started(handle: WorkflowHandle<OnboardCustomer>): StartedOnboarding {
  const { workflowId } = handle;
  return {
    workflowId,
    outcome: () => outcomeOf(handle),
    result: async () => {
      const outcome = await outcomeOf(handle);
      if (outcome.status === 'done') return outcome.result;
      if (outcome.status === 'failed') throw new OnboardingFailed(workflowId, outcome.failure);
      throw new OnboardingStopped(workflowId, outcome.status);
    },
  };
}
