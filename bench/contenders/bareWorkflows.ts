import { proxyActivities, upsertSearchAttributes } from '@temporalio/workflow';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { SEARCH_ATTRIBUTES } from '../../src/contract/names';
import type { CustomerCalls } from './customerCalls';

const { getToken, createCustomer, updateCustomer } = proxyActivities<
  Pick<CustomerCalls, 'getToken' | 'createCustomer' | 'updateCustomer'>
>({ startToCloseTimeout: '1 minute' });

/** As in the official samples. */
export async function threeActivities(input: OnboardingInput): Promise<number> {
  const token = await getToken();
  const id = await createCustomer(token, input);
  await updateCustomer(token, id, input);
  return id;
}

/** The same, found by the customer's ID as well. */
export async function threeActivitiesWithAttributes(input: OnboardingInput): Promise<number> {
  const token = await getToken();
  const id = await createCustomer(token, input);
  await updateCustomer(token, id, input);
  upsertSearchAttributes([
    { key: SEARCH_ATTRIBUTES.person, value: input.customer.email },
    { key: SEARCH_ATTRIBUTES.customerId, value: id },
  ]);
  return id;
}

/** What Temporal takes for a workflow that does nothing. */
export async function empty(): Promise<void> {
  await Promise.resolve();
}
