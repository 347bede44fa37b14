import { type WorkflowHandle, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { type Failure, type FailureDetails, isFailureType } from '../contract/failures';
import type { OnboardingResult } from '../contract/onboarding';
import type { OnboardCustomer } from './startOnboarding';

/** How an onboarding ended. */
export type Outcome =
  | { readonly status: 'done'; readonly result: OnboardingResult }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'cancelled' | 'terminated' | 'timedOut'; readonly failure: null };

/** Waits for the end of a run. @throws the SDK's errors where the server does not answer */
export async function outcomeOf(handle: WorkflowHandle<OnboardCustomer>): Promise<Outcome> {
  try {
    return { status: 'done', result: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw error;
    return failedOutcome(error.cause);
  }
}

/** A failure of the table as clients tell it, from what a workflow or an activity failed with. */
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

function failedOutcome(cause: unknown): Outcome {
  if (cause instanceof CancelledFailure) return { status: 'cancelled', failure: null };
  if (cause instanceof TerminatedFailure) return { status: 'terminated', failure: null };
  if (cause instanceof TimeoutFailure) return { status: 'timedOut', failure: null };
  const failure = failureOf(cause);
  if (failure) return { status: 'failed', failure };
  const message = cause instanceof Error ? cause.message : String(cause);
  return { status: 'failed', failure: { type: 'UnexpectedResponse', message, step: 'input' } };
}
