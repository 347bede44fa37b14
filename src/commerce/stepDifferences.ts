import type { Difference, OnboardingInput } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import type { Creation } from './createOnce';
import { differencesBetween } from './differences';
import { withoutMarker } from './marker';

/**
 * An existing customer may already have this onboarding's update: that is no difference. The customer comes from a
 * search, and an extension attribute that is missing there may be stored nevertheless.
 * @param markerAttribute is not the caller's, so it is not compared
 */
export function differencesOfCreation(
  { customer: stored, origin }: Creation,
  input: Pick<OnboardingInput, 'customer' | 'update'>,
  markerAttribute?: string,
): Difference[] {
  const customer = withoutMarker(stored, markerAttribute);
  const isOfSearch = origin !== 'made';
  const update = isOfSearch ? (input.update ?? {}) : {};
  const sent = Object.entries(input.customer)
    .filter(
      ([field]) => !(field in update) || differencesBetween(field, update[field], customer[field]).length > 0,
    )
    .map(([field, value]) => [field, isOfSearch && field === EXTENSION ? heldPart(value, customer) : value]);
  return differencesBetween('created', Object.fromEntries(sent), customer);
}

const EXTENSION = 'extension_attributes';

function heldPart(sent: unknown, { [EXTENSION]: held }: Creation['customer']): unknown {
  if (!isRecord(sent)) return sent;
  return Object.fromEntries(Object.entries(sent).filter(([name]) => isRecord(held) && name in held));
}
