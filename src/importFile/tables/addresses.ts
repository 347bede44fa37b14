import { isRecord } from '../../contract/isRecord';
import { MOST_STREET_LINES, needsPostcode } from '../../contract/addressDirectory';
import type { OnboardingInput } from '../../contract/onboarding';
import type { InputProblem } from '../../contract/parse/inputProblem';
import { regionNamed } from './regions';

/** The address of a row with its region in Commerce's form, which is the region's ID. */
export function withRegion(address: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { country_id: country, region } = address;
  if (!isRecord(region)) return { ...address };
  const code = textOf(region['region_code']);
  const text = textOf(region['region']);
  // The region's ID in the file is the old shop's own: the same number may be another region here.
  const known = regionNamed(textOf(country) ?? '', code ?? text ?? '');
  if (known === undefined && region['region_id'] !== undefined) return { ...address };
  return { ...address, region: known ?? { ...region, region: text ?? code } };
}

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

export interface AddressProblem {
  readonly field: string;
  /** To read after the field's name. */
  readonly why: string;
}

/** Why Commerce would refuse a customer with the address, unless the shop is set to accept it. */
export function whyRefused(address: Readonly<Record<string, unknown>>): AddressProblem[] {
  const country = textOf(address['country_id']) ?? '';
  const needed = ['firstname', 'lastname', 'street', 'city', 'country_id', 'telephone'];
  if (needsPostcode(country)) needed.push('postcode');
  const missing = needed.filter((name) => isEmpty(address[name]));
  const problems = missing.map((field) => ({
    field,
    why: 'is empty, and Commerce refuses an address without it',
  }));
  const { street } = address;
  const lines = Array.isArray(street) ? street.length : 0;
  if (lines <= MOST_STREET_LINES) return problems;
  const why = `has ${lines} lines, and Commerce refuses an address with more than ${MOST_STREET_LINES}`;
  return [...problems, { field: 'street', why }];
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
