import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { type FailureDetails, FAILURES, type FailureType } from '../src/contract/failures';
import { type KnownCustomer, STEP_TEXTS, type StepName } from '../src/contract/steps';
import type { Step } from '../src/contract/onboarding';
import { retryAdvice } from '../src/contract/retryAdvice';
import { shellWord } from '../src/contract/shellWord';

/** The progress of the onboarding. */
export interface Done extends KnownCustomer {
  readonly steps: readonly StepName[];
}

/**
 * The current details in the Temporal UI, in Markdown. They answer a query, so that no history contains them. Only
 * the server knows the tries of a step.
 */
export function showInProgress(step: StepName, done: Done): void {
  show([
    `**In progress:** ${STEP_TEXTS[step].inProgress(done)}.`,
    ...soFar(done),
    `See failed tries, their cause and the next try under Pending Activities. ` +
      `What to do: \`onboard show ${shellWord(workflowInfo().workflowId)}\``,
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

export function showCancelled(step: Step, done: Done): void {
  show([
    `**Cancelled** before ${step} was done.`,
    ...soFar(done),
    `To continue: \`${retryAdvice(workflowInfo().workflowId)}\``,
  ]);
}

function soFar(done: Done): string[] {
  const steps = done.steps.map((step) => STEP_TEXTS[step].done(done));
  return steps.length === 0 ? [] : [`**Done:** ${steps.join('; ')}.`];
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
