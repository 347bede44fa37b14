import type { Commerce } from '../src/commerce';
import { differencesOfUpdate } from '../src/commerce/stepDifferences';
import { updateCustomer as update } from '../src/commerce/updateCustomer';
import type { RetrySettings } from '../src/commerce/retrying';
import type { CustomerUpdated, UpdateCustomerRequest } from '../src/contract/activities';
import { runAttempt } from './attempt';

/** Changes the customer that was made; a repeated PUT changes nothing more. */
export async function updateCustomer(
  commerce: Commerce,
  settings: RetrySettings,
  request: UpdateCustomerRequest,
): Promise<CustomerUpdated> {
  return await runAttempt('updateCustomer', settings, async (attempt) => {
    const updated = await update({ api: commerce.customers, ...request, attempt });
    return { customer: updated.customer, differences: differencesOfUpdate(updated) };
  });
}
