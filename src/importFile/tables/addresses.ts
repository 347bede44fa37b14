import { needsPostcode } from '../../contract/addressDirectory';
import { regionNamed } from './regions';

/** An address as the cells of a row make it, its region as Commerce takes it: what counts there is the ID. */
export function withRegion(address: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { country_id: country, region } = address;
  if (!isRecord(region) || region['region_id'] !== undefined) return { ...address };
  const code = textOf(region['region_code']);
  const text = textOf(region['region']);
  const known = regionNamed(textOf(country) ?? '', code ?? text ?? '');
  return { ...address, region: known ?? { ...region, region: text ?? code } };
}

/** The fields that Commerce asks for by default and that an address lacks: it refuses the customer with the address. */
export function missingFields(address: Readonly<Record<string, unknown>>): string[] {
  const country = textOf(address['country_id']) ?? '';
  const needed = ['firstname', 'lastname', 'street', 'city', 'country_id', 'telephone'];
  if (needsPostcode(country)) needed.push('postcode');
  return needed.filter((name) => address[name] === undefined);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
