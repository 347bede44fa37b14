import { setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import { FAILURES, type FailureType } from '../src/contract/failures';
import type { Step } from '../src/contract/onboarding';
import { retryAdvice } from '../src/contract/retryAdvice';

const UNDER_WAY = {
  input: 'Its input is judged.',
  getToken: 'An access token is obtained from IMS.',
  createCustomer: 'The customer is made.',
  updateCustomer: 'The customer is made; the update is applied.',
} as const satisfies Record<Step, string>;

/**
 * What the Temporal UI shows as current details, in Markdown: answered to a query, so that no history holds it.
 * Of a step that is being tried again only the server knows.
 */
export function showUnderWay(step: Step): void {
  const { workflowId } = workflowInfo();
  setCurrentDetails(
    `${UNDER_WAY[step]} Its tries and the last one's failure stand under Pending Activities; ` +
      `what to do about it: \`onboard show ${workflowId}\``,
  );
}

export function showDone(customerId: number): void {
  setCurrentDetails(`Done: customer ${customerId}.`);
}

export function showFailed(failure: { type: FailureType; message: string; step: Step }): void {
  const { type, message, step } = failure;
  const { meaning, whatToDo } = FAILURES[type];
  setCurrentDetails(
    [
      `**Failed at ${step}: ${type}.** ${meaning}`,
      `> ${message.replaceAll('\n', '\n> ')}`,
      `**What to do:** ${whatToDo}`,
      `\`${retryAdvice(workflowInfo().workflowId, type)}\``,
    ].join('\n\n'),
  );
}

export function showCancelled(step: Step): void {
  setCurrentDetails(
    `Cancelled before ${step} was done. To go on: \`${retryAdvice(workflowInfo().workflowId)}\``,
  );
}
