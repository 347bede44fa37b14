import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { type FailureDetails, FAILURES, type FailureType } from '../src/contract/failures';
import type { OnboardingActivities } from '../src/contract/activities';
import { retryAdvice } from '../src/contract/retryAdvice';

/** What the onboarding has done so far. */
export interface Done {
  readonly hasToken: boolean;
  /** It goes on with a customer whom the run before it made, as far as that is true. */
  readonly followsCreation: boolean;
  readonly customerId: number | undefined;
}

/**
 * What the Temporal UI shows as current details, in Markdown: answered to a query, so that no history holds it.
 * Of a step that is being tried again only the server knows.
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

/** A retry keeps the workflow ID: where that is what is wrong, it would fail alike. */
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
