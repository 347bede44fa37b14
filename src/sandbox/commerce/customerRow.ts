import { addressFields, type AddressRow } from './addresses';
import type { CustomerRow, CustomerTable } from './customerTable';
import type { AddressValues, CustomerValues } from './fields';
import { noSuchEntity } from './refusal';
import { storedText } from './databaseText';
import type { Place } from './websites';

const DEFAULT_GROUP_ID = 1;

/** A customer of which only the website is known. */
export function blankRow(id: number, place: Place, now: string): CustomerRow {
  return {
    id,
    group_id: DEFAULT_GROUP_ID,
    default_billing: null,
    default_shipping: null,
    confirmation: null,
    created_at: now,
    updated_at: now,
    created_in: place.created_in,
    dob: null,
    email: '',
    firstname: '',
    lastname: '',
    middlename: null,
    prefix: null,
    suffix: null,
    gender: null,
    store_id: place.store_id,
    taxvat: null,
    website_id: place.website_id,
    addresses: [],
    disable_auto_group_change: 0,
    is_subscribed: false,
    custom_attributes: {},
  };
}

/**
 * The row with the sent values, except addresses: left out and `null` keep a value, an empty text clears it.
 * @param attributes the custom attributes that the shop has; others are silently dropped
 */
export function withFields(
  row: CustomerRow,
  sent: CustomerValues,
  attributes: readonly string[],
): CustomerRow {
  const text = (value: string | null | undefined, previous: string | null, length: number): string | null =>
    value === null || value === undefined ? previous : storedText(value, length);
  return {
    ...row,
    group_id: sent.group_id ?? row.group_id,
    default_billing: addressId(sent.default_billing, row.default_billing),
    default_shipping: addressId(sent.default_shipping, row.default_shipping),
    confirmation: text(sent.confirmation, row.confirmation, 64),
    created_in: text(sent.created_in, row.created_in, 255) ?? '',
    dob: sent.dob === '' ? null : (sent.dob ?? row.dob),
    email: text(sent.email, row.email, 255) ?? '',
    firstname: text(sent.firstname, row.firstname, 255) ?? '',
    lastname: text(sent.lastname, row.lastname, 255) ?? '',
    middlename: text(sent.middlename, row.middlename, 255),
    prefix: text(sent.prefix, row.prefix, 40),
    suffix: text(sent.suffix, row.suffix, 40),
    gender: sent.gender ?? row.gender,
    store_id: sent.store_id ?? row.store_id,
    taxvat: text(sent.taxvat, row.taxvat, 50),
    website_id: sent.website_id ?? row.website_id,
    disable_auto_group_change: sent.disable_auto_group_change ?? row.disable_auto_group_change,
    is_subscribed: sent.extension_attributes?.is_subscribed ?? row.is_subscribed,
    custom_attributes: withAttributes(row.custom_attributes, sent.custom_attributes ?? {}, attributes),
  };
}

/** Attributes that were not sent keep their values. */
function withAttributes(
  stored: CustomerRow['custom_attributes'],
  sent: Readonly<Record<string, string | null>>,
  attributes: readonly string[],
): CustomerRow['custom_attributes'] {
  const values = attributes.map((code) => {
    const value = sent[code] === undefined ? stored[code] : sent[code];
    return [code, storedText(value ?? '', 255) ?? ''] as const;
  });
  return Object.fromEntries(values.filter(([, value]) => value !== ''));
}

/**
 * The row with exactly these addresses: one with an ID is changed, one without is new, and one that is not in the
 * list is removed. Refuses an unknown ID, another customer's ID, and an incomplete address.
 */
export function withAddresses(
  row: CustomerRow,
  sent: readonly AddressValues[],
  table: CustomerTable,
): CustomerRow {
  const addresses = new Map<number, AddressRow>();
  let { default_billing, default_shipping } = row;
  for (const values of sent) {
    const address = savedAddress(values, row.id, table);
    addresses.set(address.id, address);
    default_billing = changedDefault(default_billing, address.id, values.default_billing);
    default_shipping = changedDefault(default_shipping, address.id, values.default_shipping);
  }
  return {
    ...row,
    addresses: [...addresses.values()].sort((one, other) => one.id - other.id),
    default_billing: default_billing !== null && addresses.has(default_billing) ? default_billing : null,
    default_shipping: default_shipping !== null && addresses.has(default_shipping) ? default_shipping : null,
  };
}

function savedAddress(values: AddressValues, customerId: number, table: CustomerTable): AddressRow {
  if (!values.id) return { ...addressFields(values, null), id: table.nextAddressId() };
  const owner = table.byAddressId(values.id);
  const previous = owner?.addresses.find(({ id }) => id === values.id);
  if (!owner || !previous) throw noSuchEntity('addressId', values.id);
  const isAnothers = owner.id !== customerId;
  const parameters = { customer_id: customerId };
  const mistakes = isAnothers ? [{ text: 'addressOfAnother' as const, parameters }] : [];
  return { ...addressFields(values, previous, mistakes), id: previous.id };
}

function changedDefault(current: number | null, id: number, flag: boolean | null | undefined): number | null {
  if (flag === true) return id;
  return flag === false && current === id ? null : current;
}

function addressId(sent: string | null | undefined, previous: number | null): number | null {
  if (sent === null || sent === undefined) return previous;
  return Number.parseInt(sent, 10) || null;
}
