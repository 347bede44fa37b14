import { type WorkflowHandle, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { type Failure, type FailureDetails, isFailureType } from '../contract/failures';
import { SEARCH_ATTRIBUTES } from '../contract/names';
import { type OnboardingResult, type Step, STEPS } from '../contract/onboarding';
import type { OnboardCustomer } from './startOnboarding';

/** How an onboarding ended. */
export type Outcome =
  | { readonly status: 'done'; readonly result: OnboardingResult }
  | { readonly status: 'failed'; readonly failure: Failure }
  | {
      readonly status: 'cancelled' | 'terminated' | 'timedOut';
      readonly failure: null;
      /** The step that was not done, if it is known. */
      readonly step?: Step;
      /** The customer that was created before the end. */
      readonly customerId?: number;
    };

/** Waits for the end of a run. @throws the SDK's errors if the server does not answer */
export async function outcomeOf(handle: WorkflowHandle<OnboardCustomer>): Promise<Outcome> {
  try {
    return { status: 'done', result: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    const outcome = failedOutcome(error.cause);
    return outcome.status === 'cancelled' ? { ...outcome, ...(await doneBefore(handle)) } : outcome;
  }
}

/** The failure in the form of our table, from the error of a workflow or an activity. */
export function failureOf(cause: unknown): Failure | undefined {
  if (!(cause instanceof ApplicationFailure) || !isFailureType(cause.type)) return undefined;
  const details = cause.details?.[0] as FailureDetails | undefined;
  return {
    type: cause.type,
    message: cause.message,
    step: details?.step ?? 'input',
    ...(details?.customerId !== undefined && { customerId: details.customerId }),
    ...(details?.expected !== undefined && { expected: details.expected }),
  };
}

/** What a cancelled onboarding had done; Temporal has no result for a cancelled run. */
async function doneBefore(
  handle: WorkflowHandle<OnboardCustomer>,
): Promise<{ step?: Step; customerId?: number }> {
  const { typedSearchAttributes } = await handle.describe();
  const customerId = typedSearchAttributes.get(SEARCH_ATTRIBUTES.customerId);
  const recorded = typedSearchAttributes.get(SEARCH_ATTRIBUTES.step);
  const step = STEPS.find((name) => name === recorded);
  return { ...(step && { step }), ...(customerId !== undefined && { customerId }) };
}

function failedOutcome(cause: unknown): Outcome {
  if (cause instanceof CancelledFailure) return { status: 'cancelled', failure: null };
  if (cause instanceof TerminatedFailure) return { status: 'terminated', failure: null };
  if (cause instanceof TimeoutFailure) return { status: 'timedOut', failure: null };
  const failure = failureOf(cause);
  if (failure) return { status: 'failed', failure };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { status: 'failed', failure: { type: 'UnexpectedResponse', message, step: 'input' } };
}
