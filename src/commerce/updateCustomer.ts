import type { Customer, CustomerUpdate } from '../contract/onboarding';
import type { Answer } from './answer';
import type { Attempt } from './attempt';
import { commerceFailure } from './commerceFailure';
import { type CustomerApi, parseCustomer } from './customerApi';
import { StepFailure } from './failure';
import { mayAskForWebsite, saysNoSuchCustomer } from './messages';

export interface UpdateCustomerOptions {
  api: CustomerApi;
  created: Customer;
  update: CustomerUpdate;
  attempt: Attempt;
}

export interface Updated {
  readonly customer: Customer;
  /** The fields that were sent, with those that Commerce asks for filled in from the created customer. */
  readonly sent: CustomerUpdate;
}

/**
 * Changes the customer. Safe to repeat: a PUT is a merge, and sends no mail.
 * @throws StepFailure `CustomerNotFound`, or the failure of the answer
 */
export async function updateCustomer({
  api,
  created,
  update,
  attempt,
}: UpdateCustomerOptions): Promise<Updated> {
  const sent: CustomerUpdate = { ...requiredFields(created), ...update };
  const { answer } = await api.update(created.id, sent, attempt);
  const { website_id: websiteId } = created;
  if (!isRefusedForWebsite(answer, sent) || typeof websiteId !== 'number') {
    return { customer: updatedCustomer(answer, created.id), sent };
  }
  const withWebsite = { ...sent, website_id: websiteId };
  const { answer: second } = await api.update(created.id, withWebsite, attempt);
  return { customer: updatedCustomer(second, created.id), sent: withWebsite };
}

function isRefusedForWebsite(answer: Answer, sent: CustomerUpdate): boolean {
  if (answer.kind === 'unanswered' || answer.status !== 400 || sent.website_id !== undefined) return false;
  return mayAskForWebsite(answer.json);
}

function updatedCustomer(answer: Answer, id: number): Customer {
  if (answer.kind === 'answered') {
    const customer = answer.status >= 200 && answer.status < 300 ? parseCustomer(answer.json) : undefined;
    if (customer?.id === id) return customer;
    if (answer.status === 404 && saysNoSuchCustomer(answer.json)) {
      throw new StepFailure('CustomerNotFound', `Commerce knows no customer ${id}`);
    }
  }
  throw commerceFailure(answer);
}

/** What Commerce refuses an update without. */
function requiredFields({ email, firstname, lastname }: Customer): CustomerUpdate {
  return {
    email,
    ...(typeof firstname === 'string' && { firstname }),
    ...(typeof lastname === 'string' && { lastname }),
  };
}
