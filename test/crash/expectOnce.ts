import type { OnboardingResult } from '../../src/contract/onboarding';
import { eventually } from './stage/eventually';
import { type Stage, UPDATED_NAME } from './stage/stage';

/**
 * One customer, one mail, the right ID, and the update applied. Customers are never deleted, so there were never two.
 */
export async function expectOnce({ sandbox }: Stage, result: OnboardingResult): Promise<void> {
  await eventually('every request has been handled', () => sandbox.requests().every(isHandled));
  const customers = sandbox.customers();
  expect({ customers: customers.length, mails: sandbox.mails().length }).toEqual({ customers: 1, mails: 1 });
  const [customer] = customers;
  expect(customer).toMatchObject({ id: result.customerId, lastname: UPDATED_NAME });
  expect(result.updated).toMatchObject({ id: result.customerId, lastname: UPDATED_NAME });
}

type SandboxRequest = ReturnType<Stage['sandbox']['requests']>[number];

/** A late request is still to be carried out. */
export function isHandled({ outcome }: SandboxRequest): boolean {
  if (outcome.state === 'pending') return false;
  return outcome.state === 'answered' || outcome.fault.kind !== 'late' || outcome.status !== null;
}
