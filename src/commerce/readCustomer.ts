import type { Customer } from '../contract/onboarding';
import type { Attempt } from './attempt';
import { commerceFailure } from './commerceFailure';
import { type CustomerApi, parseCustomer } from './customerApi';
import { StepFailure } from './failure';
import { isSameRecord } from './identity';
import { saysNoSuchCustomer } from './messages';

export interface ReadCustomerOptions {
  api: CustomerApi;
  /** The customer as the POST returned it. */
  created: Customer;
  attempt: Attempt;
}

/**
 * Reads the current state of the customer that was made.
 * @throws StepFailure `CustomerNotFound`; `CustomerReplaced` if another record has its ID now; otherwise the failure
 * of the answer
 */
export async function readCustomer({ api, created, attempt }: ReadCustomerOptions): Promise<Customer> {
  const { id } = created;
  const { answer } = await api.read(id, attempt);
  if (answer.kind === 'answered') {
    if (answer.status === 404 && saysNoSuchCustomer(answer.json)) throw customerNotFound(id);
    const customer = answer.status >= 200 && answer.status < 300 ? parseCustomer(answer.json) : undefined;
    if (customer?.id === id) {
      if (isSameRecord(created, customer)) return customer;
      throw new StepFailure(
        'CustomerReplaced',
        `ID ${id} belongs to another record now, created at another time; nothing was sent to it`,
        { details: { customerId: id } },
      );
    }
  }
  throw commerceFailure(answer);
}

export function customerNotFound(id: number): StepFailure {
  return new StepFailure('CustomerNotFound', `Commerce knows no customer ${id}`);
}
