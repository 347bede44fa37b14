import type { Difference, OnboardingInput } from '../contract/onboarding';
import type { Creation } from './createOnce';
import { differencesBetween } from './differences';

/** A customer that was there may have this onboarding's update already: that is no difference. */
export function differencesOfCreation(
  { customer, origin }: Creation,
  input: Pick<OnboardingInput, 'customer' | 'update'>,
): Difference[] {
  const update = origin === 'made' ? {} : (input.update ?? {});
  const sent = Object.entries(input.customer).filter(
    ([field]) => !(field in update) || differencesBetween(field, update[field], customer[field]).length > 0,
  );
  return differencesBetween('created', Object.fromEntries(sent), customer);
}
