import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ChildOnboardingActivities, FoundOnboarding } from '../contract/childOnboarding';
import type { FailureType } from '../contract/failures';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { inputProblemLine } from '../contract/parse/inputProblem';
import { parseOnboardingInput } from '../contract/parse/onboardingInput';
import { onboardingWorkflowId, personId } from '../contract/parse/workflowId';
import { unlessAborted } from '../contract/unlessAborted';
import { withAnySignal } from '../contract/withAnySignal';
import { assertSameInput, InputDiffers } from '../onboardings/inputDiffers';
import { outcomeOf } from '../onboardings/outcome';
import type { OnboardCustomer } from '../onboardings/startOnboarding';
import { staticText } from '../temporal/staticText';

/**
 * The activities behind `onboardAsChild`.
 * @param stopping aborted when the worker stops, which must not wait until an onboarding is done
 */
export function createChildActivities(
  restEndpoint: string,
  stopping: AbortSignal,
): ChildOnboardingActivities {
  return {
    identifyOnboarding: async (value) => {
      const input = checkedInput(value);
      const { email, website_id: websiteId } = input.customer;
      const workflowId = onboardingWorkflowId({ restEndpoint, websiteId, email });
      const person = personId({ restEndpoint, email });
      return await Promise.resolve({ workflowId, person, ...staticText(workflowId, input) });
    },
    waitForOnboarding: (found) => waitForOnboarding(found, stopping),
  };
}

function checkedInput(value: unknown): OnboardingInput {
  const parsed = parseOnboardingInput(value);
  if (parsed.ok) return parsed.input;
  throw failure('InvalidInput', parsed.problems.map(inputProblemLine).join('\n'), [{ step: 'input' }]);
}

const HEARTBEAT_EVERY_MS = 5_000;

async function waitForOnboarding(found: FoundOnboarding, stopping: AbortSignal): Promise<OnboardingResult> {
  const context = Context.current();
  const heartbeats = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  const result = resultOf(context, found);
  try {
    return await withAnySignal([context.cancellationSignal, stopping], (over) => unlessAborted(result, over));
  } catch (error) {
    if (error !== stopping.reason) throw error;
    // Another worker continues.
    throw ApplicationFailure.create({
      type: 'WorkerStopping',
      message: 'the worker is stopping',
      nextRetryDelay: 1,
    });
  } finally {
    clearInterval(heartbeats);
  }
}

async function resultOf(
  { client }: Context,
  { workflowId, input }: FoundOnboarding,
): Promise<OnboardingResult> {
  try {
    await assertSameInput(client, workflowId, input);
  } catch (error) {
    if (error instanceof InputDiffers)
      throw failure('InputDiffers', error.message, [{ fields: error.fields }]);
    throw error;
  }
  const outcome = await outcomeOf(client.workflow.getHandle<OnboardCustomer>(workflowId));
  if (outcome.status === 'done') return outcome.result;
  if (outcome.status === 'failed') {
    const { type, message, ...details } = outcome.failure;
    throw failure(type, message, [details]);
  }
  throw failure(
    'OnboardingStopped',
    `the onboarding ${workflowId} was ended before it was done (${outcome.status})`,
    [{ status: outcome.status }],
  );
}

function failure(
  type: FailureType | 'InputDiffers' | 'OnboardingStopped',
  message: string,
  details: unknown[],
): ApplicationFailure {
  return ApplicationFailure.create({ type, message, nonRetryable: true, details });
}
