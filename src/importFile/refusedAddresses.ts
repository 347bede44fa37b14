import { isRecord } from '../contract/isRecord';
import type { OnboardingInput } from '../contract/onboarding';
import type { InputProblem } from '../contract/parse/inputProblem';
import { whyRefused } from './tables/addresses';

/** Why Commerce refuses the customer for one of its addresses, unless the shop is set to take it. */
export function refusedAddresses({ customer }: OnboardingInput): InputProblem[] {
  const addresses: unknown = customer['addresses'];
  if (!Array.isArray(addresses)) return [];
  return addresses
    .filter(isRecord)
    .flatMap((address, index) =>
      whyRefused(address).map(({ field, why }) => ({ path: `addresses.${index}.${field}`, message: why })),
    );
}
