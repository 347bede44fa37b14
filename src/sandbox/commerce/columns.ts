import type { AddressRow } from './addresses';
import type { CustomerRow } from './customerTable';
import { refused } from './refusal';

/** A field by which customers can be searched and sorted. */
export interface Column {
  readonly type: 'number' | 'text' | 'date';
  readonly of: (row: CustomerRow) => string | number | null;
}

const COLUMNS: Readonly<Record<string, Column>> = {
  entity_id: number((row) => row.id),
  group_id: number((row) => row.group_id),
  website_id: number((row) => row.website_id),
  store_id: number((row) => row.store_id),
  gender: number((row) => row.gender),
  default_billing: number((row) => row.default_billing),
  default_shipping: number((row) => row.default_shipping),
  disable_auto_group_change: number((row) => row.disable_auto_group_change),
  is_active: number(() => 1),
  increment_id: text(() => null),
  email: text((row) => row.email),
  firstname: text((row) => row.firstname),
  lastname: text((row) => row.lastname),
  middlename: text((row) => row.middlename),
  prefix: text((row) => row.prefix),
  suffix: text((row) => row.suffix),
  name: text(({ prefix, firstname, middlename, lastname, suffix }) =>
    [prefix, firstname, middlename, lastname, suffix].filter(Boolean).join(' '),
  ),
  taxvat: text((row) => row.taxvat),
  confirmation: text((row) => row.confirmation),
  created_in: text((row) => row.created_in),
  created_at: date((row) => row.created_at),
  updated_at: date((row) => row.updated_at),
  dob: date((row) => row.dob),
  billing_postcode: billing((address) => address.postcode),
  billing_city: billing((address) => address.city),
  billing_telephone: billing((address) => address.telephone),
  billing_region: billing((address) => address.region),
  billing_country_id: billing((address) => address.country_id),
  billing_company: billing((address) => address.company),
};

/**
 * Refuses a field that the shop does not have; `id` is called `entity_id` here.
 * @param attributes the custom attributes that the shop has
 */
export function column(field: string | null | undefined, attributes: readonly string[]): Column {
  const name = field ?? '';
  if (attributes.includes(name)) return text(({ custom_attributes: values }) => values[name] ?? null);
  const found = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
  if (!found) throw refused({ text: 'attributeNameInvalid', parameters: [name] });
  return found;
}

function number(of: (row: CustomerRow) => number | null): Column {
  return { type: 'number', of };
}

function text(of: (row: CustomerRow) => string | null): Column {
  return { type: 'text', of };
}

function date(of: (row: CustomerRow) => string | null): Column {
  return { type: 'date', of };
}

function billing(of: (address: AddressRow) => string | null): Column {
  return text((row) => {
    const address = row.addresses.find(({ id }) => id === row.default_billing);
    return address ? of(address) : null;
  });
}
