import type { Difference, OnboardingInput } from '../contract/onboarding';
import type { Creation } from './createOnce';
import { differencesBetween } from './differences';
import type { Updated } from './updateCustomer';

/** A customer that was there may have this onboarding's update already: that is no difference. */
export function differencesOfCreation({ customer, adopted }: Creation, input: OnboardingInput): Difference[] {
  const update = adopted ? (input.update ?? {}) : {};
  const sent = Object.entries(input.customer).filter(
    ([field]) => !(field in update) || differencesBetween(field, update[field], customer[field]).length > 0,
  );
  return differencesBetween('created', Object.fromEntries(sent), customer);
}

export function differencesOfUpdate({ customer, sent }: Updated): Difference[] {
  return differencesBetween('updated', sent, customer);
}
