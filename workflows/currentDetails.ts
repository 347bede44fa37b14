import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { type FailureDetails, FAILURES, type FailureType } from '../src/contract/failures';
import type { OnboardingActivities } from '../src/contract/activities';
import { retryAdvice } from '../src/contract/retryAdvice';

/** The progress of the onboarding. */
export interface Done {
  readonly hasToken: boolean;
  /** It claims to continue with a customer that the previous run made. */
  readonly followsCreation: boolean;
  readonly customerId: number | undefined;
}

/**
 * The current details in the Temporal UI, in Markdown. They answer a query, so that no history contains them. Only
 * the server knows the tries of a step.
 */
export function showInProgress(step: keyof OnboardingActivities, done: Done): void {
  show([
    `**In progress:** ${inProgress(step, done)}.`,
    ...soFar(done),
    `See failed tries, their cause and the next try under Pending Activities. ` +
      `What to do: \`onboard show ${workflowInfo().workflowId}\``,
  ]);
}

export function showDone(customerId: number): void {
  show([`Done: customer ${customerId}.`]);
}

interface ShownFailure {
  readonly type: FailureType;
  readonly message: string;
  readonly details: FailureDetails;
}

export function showFailed({ type, message, details }: ShownFailure, done: Done): void {
  show([
    `**Failed at ${details.step}: ${type}.** ${FAILURES[type].meaning}`,
    `> ${message.replaceAll('\n', '\n> ')}`,
    ...whatToDo(type, details),
    ...soFar(done),
  ]);
}

export function showCancelled(step: keyof OnboardingActivities, done: Done): void {
  show([
    `**Cancelled** before ${step} was done.`,
    ...soFar(done),
    `To continue: \`${retryAdvice(workflowInfo().workflowId)}\``,
  ]);
}

function inProgress(step: keyof OnboardingActivities, { customerId, followsCreation }: Done): string {
  switch (step) {
    case 'getToken':
      return 'getting an access token from Adobe IMS';
    case 'createCustomer':
      return followsCreation
        ? 'searching for the customer that the previous run created'
        : 'creating the customer in Commerce';
    case 'updateCustomer':
      return `updating customer ${customerId} in Commerce`;
  }
}

function soFar({ hasToken, customerId }: Done): string[] {
  const done = [
    ...(hasToken ? ['an access token was obtained'] : []),
    ...(customerId === undefined ? [] : [`customer ${customerId} is in Commerce`]),
  ];
  return done.length === 0 ? [] : [`**Done:** ${done.join('; ')}.`];
}

/** A retry keeps the workflow ID: if the ID is wrong, a retry fails in the same way. */
function whatToDo(type: FailureType, { expected }: FailureDetails): string[] {
  if (type === 'InvalidInput' && expected !== undefined) {
    return [`**What to do:** Start it with the workflow ID \`${expected}\`.`];
  }
  return [
    `**What to do:** ${FAILURES[type].whatToDo}`,
    `\`${retryAdvice(workflowInfo().workflowId, type)}\``,
  ];
}

function show(paragraphs: readonly string[]): void {
  setCurrentDetails(paragraphs.join('\n\n'));
}
