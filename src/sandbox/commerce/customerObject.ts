import type { AddressRow } from './addresses';
import type { CustomerRow } from './customerTable';
import { regionOf } from './directory';
import type { CustomerValues } from './fields';

export type CustomerObject = Readonly<ReturnType<typeof customerObject>>;

/** A customer as the API returns it. The answer omits fields that are `undefined`. */
export function customerObject(row: CustomerRow) {
  return {
    id: row.id,
    group_id: row.group_id,
    default_billing: row.default_billing?.toString(),
    default_shipping: row.default_shipping?.toString(),
    confirmation: row.confirmation ?? undefined,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_in: row.created_in,
    dob: row.dob ?? undefined,
    email: row.email,
    firstname: row.firstname,
    lastname: row.lastname,
    middlename: row.middlename ?? undefined,
    prefix: row.prefix ?? undefined,
    suffix: row.suffix ?? undefined,
    gender: row.gender ?? undefined,
    store_id: row.store_id,
    taxvat: row.taxvat ?? undefined,
    website_id: row.website_id,
    addresses: row.addresses.map((address) => addressObject(address, row)),
    disable_auto_group_change: row.disable_auto_group_change,
    extension_attributes: { is_subscribed: row.is_subscribed },
    custom_attributes: attributeList(row),
  };
}

/** A stored customer as if it had just been sent completely: the starting point of an update. */
export function valuesOf(row: CustomerRow): CustomerValues {
  const { is_subscribed, addresses, default_billing, default_shipping, ...fields } = row;
  return {
    ...fields,
    default_billing: default_billing?.toString() ?? null,
    default_shipping: default_shipping?.toString() ?? null,
    extension_attributes: { is_subscribed },
    addresses: addresses.map((address) => ({
      ...address,
      region: { region: address.region, region_id: address.region_id },
      street: linesOf(address.street),
      default_billing: address.id === default_billing ? true : null,
      default_shipping: address.id === default_shipping ? true : null,
    })),
  };
}

function attributeList({ custom_attributes: values }: CustomerRow) {
  const list = Object.entries(values).map(([attribute_code, value]) => ({ attribute_code, value }));
  return list.length > 0 ? list : undefined;
}

function addressObject(address: AddressRow, owner: CustomerRow) {
  const region_code = regionOf(address.country_id, address.region_id)?.code ?? address.region;
  return {
    id: address.id,
    customer_id: owner.id,
    region: { region_code, region: address.region, region_id: address.region_id },
    region_id: address.region_id,
    country_id: address.country_id,
    street: linesOf(address.street),
    company: address.company ?? undefined,
    telephone: address.telephone ?? undefined,
    fax: address.fax ?? undefined,
    postcode: address.postcode ?? undefined,
    city: address.city ?? undefined,
    firstname: address.firstname ?? undefined,
    lastname: address.lastname ?? undefined,
    middlename: address.middlename ?? undefined,
    prefix: address.prefix ?? undefined,
    suffix: address.suffix ?? undefined,
    vat_id: address.vat_id ?? undefined,
    default_shipping: address.id === owner.default_shipping ? true : undefined,
    default_billing: address.id === owner.default_billing ? true : undefined,
  };
}

function linesOf(street: string | null): string[] {
  return street?.split('\n') ?? [];
}
