import type { WorkflowStartOptions } from '@temporalio/client';
import type { OnboardingInput } from '../contract/onboarding';

/** What the Temporal UI shows of an onboarding from its start, without personal data. */
export function staticText(
  workflowId: string,
  { customer, update, onExisting }: OnboardingInput,
  { retryOf }: { readonly retryOf?: string } = {},
): Required<Pick<WorkflowStartOptions, 'staticSummary' | 'staticDetails'>> {
  const parts = [
    customer.website_id === undefined ? 'on the default website' : `on website ${customer.website_id}`,
    update ? 'with an update' : 'without an update',
    ...(onExisting === 'adopt' ? ['adopting an existing customer'] : []),
    ...(retryOf === undefined ? [] : [`retried after ${retryOf}`]),
  ];
  return {
    staticSummary: `a customer ${parts.join(', ')}`,
    staticDetails: [
      `- its state and advice: \`onboard show ${workflowId}\``,
      `- what happened, try by try: \`onboard replay ${workflowId}\``,
      `- after a failure, when the cause is fixed: \`onboard retry ${workflowId}\``,
    ].join('\n'),
  };
}
