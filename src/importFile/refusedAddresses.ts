import type { OnboardingInput } from '../contract/onboarding';
import type { InputProblem } from '../contract/parse/inputProblem';
import { isRecord, whyRefused } from './tables/addresses';

/** Why Commerce would refuse the customer because of its addresses, unless the shop is set to accept them. */
export function refusedAddresses({ customer }: OnboardingInput): InputProblem[] {
  const addresses: unknown = customer['addresses'];
  if (!Array.isArray(addresses)) return [];
  return addresses
    .filter(isRecord)
    .flatMap((address, index) =>
      whyRefused(address).map(({ field, why }) => ({ path: `addresses.${index}.${field}`, message: why })),
    );
}
