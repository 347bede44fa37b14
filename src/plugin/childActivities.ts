import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { ChildOnboardingActivities, FoundOnboarding } from '../contract/childOnboarding';
import type { FailureType } from '../contract/failures';
import type { OnboardingInput, OnboardingResult } from '../contract/onboarding';
import { inputProblemLine } from '../contract/parse/inputProblem';
import { parseOnboardingInput } from '../contract/parse/onboardingInput';
import { onboardingIds } from '../contract/parse/workflowId';
import { describeIfExists } from '../onboardings/describeIfExists';
import { assertSameInput, InputDiffers } from '../onboardings/inputDiffers';
import { statusOf } from '../onboardings/onboardingStatus';
import { outcomeOf } from '../onboardings/outcome';
import type { OnboardCustomer } from '../onboardings/startOnboarding';
import { staticText } from '../temporal/staticText';

/** The activities behind `onboardAsChild`. */
export function createChildActivities(restEndpoint: string): ChildOnboardingActivities {
  return {
    identifyOnboarding: async (value) => {
      const input = checkedInput(value);
      const ids = onboardingIds(input, restEndpoint);
      return await Promise.resolve({ ...ids, ...staticText(ids.workflowId, input) });
    },
    waitForOnboarding: resultIfEnded,
  };
}

function checkedInput(value: unknown): OnboardingInput {
  const parsed = parseOnboardingInput(value);
  if (parsed.ok) return parsed.input;
  throw failure('InvalidInput', parsed.problems.map(inputProblemLine).join('\n'), [{ step: 'input' }]);
}

/** Each attempt only looks, because a wait would hold a slot that the steps of the onboarding need. */
const LOOK_AGAIN_MS = { first: 500, most: 30_000 };

async function resultIfEnded({ workflowId, input }: FoundOnboarding): Promise<OnboardingResult> {
  const { client, info } = Context.current();
  try {
    await assertSameInput(client, { workflowId, input });
  } catch (error) {
    if (error instanceof InputDiffers)
      throw failure('InputDiffers', error.message, [{ fields: error.fields }]);
    throw error;
  }
  const found = await describeIfExists(client, workflowId);
  if (found && statusOf(found.status.name) === 'running') {
    throw ApplicationFailure.create({
      type: 'OnboardingRunning',
      message: 'the onboarding is running',
      category: ApplicationFailureCategory.BENIGN,
      nextRetryDelay: Math.min(LOOK_AGAIN_MS.most, LOOK_AGAIN_MS.first * 2 ** Math.min(info.attempt, 10)),
    });
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
