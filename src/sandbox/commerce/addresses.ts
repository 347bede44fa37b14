import * as z from 'zod';
import { MOST_STREET_LINES, needsPostcode } from '../../contract/addressDirectory';
import { hasRegions, isCountry, regionOf } from './directory';
import type { AddressValues } from './fields';
import type { Message } from './messages';
import { isNumeric } from './numeric';
import { refusedInLines, refusedWithList } from './refusal';
import { storedText } from './databaseText';

const text = z.string().nullable();

export const addressRowSchema = z.strictObject({
  id: z.int(),
  country_id: z.string(),
  region: text,
  region_id: z.int(),
  /** Lines joined by a line feed. */
  street: text,
  company: text,
  telephone: text,
  fax: text,
  postcode: text,
  city: text,
  firstname: text,
  lastname: text,
  middlename: text,
  prefix: text,
  suffix: text,
  vat_id: text,
});

/** An address in the database. */
export type AddressRow = Readonly<z.infer<typeof addressRowSchema>>;

export type AddressFields = Omit<AddressRow, 'id'>;

/** A create silently drops an address without a country. */
export function isInKnownCountry({ country_id }: AddressValues): boolean {
  return typeof country_id === 'string' && isCountry(country_id);
}

/**
 * The resulting address: what was sent, and, for an existing address, the previous values of members that were left
 * out or `null`. Refuses an incomplete one; `mistakes` are those that the caller found before.
 */
export function addressFields(
  sent: AddressValues,
  previous: AddressFields | null,
  mistakes: readonly Message[] = [],
): AddressFields {
  const fields = mergedFields(sent, previous);
  const found = [...missingFields(fields), ...countryMistakes(fields), ...mistakes];
  if (found.length > 0) throw refusedWithList(found);
  if ((fields.street ?? '').split('\n').length > MOST_STREET_LINES) {
    const parameters = [{ label: 'street' as const }, MOST_STREET_LINES];
    throw refusedInLines([{ text: 'tooManyLines', parameters }]);
  }
  return fields;
}

function mergedFields(sent: AddressValues, previous: AddressFields | null): AddressFields {
  const text = (field: TextField): string | null => {
    const value = sent[field];
    if (value === undefined || value === null) return previous?.[field] ?? null;
    return storedText(value, field === 'prefix' || field === 'suffix' ? 40 : 255);
  };
  const country_id = sent.country_id ?? previous?.country_id ?? '';
  return {
    country_id,
    ...mergedRegion(sent, previous, country_id),
    street: sent.street ? storedText(sent.street.join('\n').trim()) : (previous?.street ?? null),
    company: text('company'),
    telephone: text('telephone'),
    fax: text('fax'),
    postcode: text('postcode'),
    city: text('city'),
    firstname: text('firstname'),
    lastname: text('lastname'),
    middlename: text('middlename'),
    prefix: text('prefix'),
    suffix: text('suffix'),
    vat_id: text('vat_id'),
  };
}

type TextField = Exclude<keyof AddressFields, 'country_id' | 'region' | 'region_id' | 'street'>;

/** A region that is sent replaces the previous one completely; only its ID is looked up, and not its code. */
function mergedRegion(
  sent: AddressValues,
  previous: AddressFields | null,
  country: string,
): Pick<AddressFields, 'region' | 'region_id'> {
  const region = sent.region;
  const text = region ? (region.region ?? null) : (previous?.region ?? null);
  const numberInText = text !== null && isNumeric(text) ? Math.trunc(Number(text)) : undefined;
  const id = sent.region_id ?? (region ? region.region_id : previous?.region_id) ?? numberInText ?? 0;
  const known = regionOf(country, id);
  return { region: known ? known.name : text === null ? null : storedText(text, 255), region_id: id };
}

function missingFields(fields: AddressFields): Message[] {
  const firstLine = fields.street?.split('\n')[0];
  const needed: [string, string | null | undefined][] = [
    ['firstname', fields.firstname],
    ['lastname', fields.lastname],
    ['street', firstLine],
    ['city', fields.city],
    ['telephone', fields.telephone],
  ];
  if (needsPostcode(fields.country_id)) needed.push(['postcode', fields.postcode]);
  return needed.filter(([, value]) => !value?.trim()).map(([fieldName]) => required(fieldName));
}

function countryMistakes({ country_id, region_id }: AddressFields): Message[] {
  if (country_id.trim() === '') return [required('countryId')];
  if (!isCountry(country_id)) return [invalid('countryId', country_id)];
  const regionIsUnknown = region_id !== 0 && hasRegions(country_id) && !regionOf(country_id, region_id);
  return regionIsUnknown ? [invalid('regionId', String(region_id))] : [];
}

function required(fieldName: string): Message {
  return { text: 'required', parameters: { fieldName } };
}

function invalid(fieldName: string, value: string): Message {
  return { text: 'invalidFieldValue', parameters: { fieldName, value } };
}
