import type { Commerce } from '../src/commerce';
import { differencesBetween } from '../src/commerce/differences';
import { updateCustomer as update } from '../src/commerce/updateCustomer';
import type { CustomerUpdated, UpdateCustomerRequest } from '../src/contract/activities';
import { type RetrySettings, runAttempt } from './attempt';

/** Changes the customer that was made; a repeated PUT changes nothing more. */
export async function updateCustomer(
  commerce: Commerce,
  settings: RetrySettings,
  request: UpdateCustomerRequest,
): Promise<CustomerUpdated> {
  return await runAttempt('updateCustomer', settings, async (attempt) => {
    const { customer, sent } = await update({ api: commerce.customers, ...request, attempt });
    return { customer, differences: differencesBetween('updated', sent, customer) };
  });
}
