import type { Customer, CustomerUpdate, Difference } from '../contract/onboarding';
import { isRecord } from '../contract/isRecord';
import { differencesBetween } from './differences';
import { attributeCodes } from './planUpdate';

/**
 * What an update changed without naming it, such as addresses that a shop lost: what the customer had before and
 * lacks after. `sent` of such a difference is the value before.
 */
export function unaskedChanges({
  before,
  after,
  update,
}: {
  before: Customer;
  after: Customer;
  update: CustomerUpdate;
}): Difference[] {
  const followed = new Set(Object.keys(update).flatMap((field) => FOLLOWERS[field] ?? []));
  const expected = Object.entries(before).flatMap(([field, value]): [string, unknown][] => {
    if (CHANGES_BY_ITSELF.has(field) || followed.has(field)) return [];
    if (field === 'custom_attributes') {
      const unnamed = unnamedAttributes(value, update[field]);
      // An empty list would be compared with all that the customer has now.
      return Array.isArray(unnamed) && unnamed.length === 0 ? [] : [[field, unnamed]];
    }
    if (field in update && field !== 'extension_attributes') return [];
    if (field === 'addresses') return [[field, withoutDefaultFlags(value)]];
    if (field === 'extension_attributes')
      return [[field, comparableExtension(value, update[field], after[field])]];
    return NOT_IN_EVERY_ANSWER.has(field) && !(field in after) ? [] : [[field, value]];
  });
  return differencesBetween('updated', Object.fromEntries(expected), after);
}

const CHANGES_BY_ITSELF: ReadonlySet<string> = new Set(['updated_at']);

/** Some releases leave it out of the answer to an update. */
const NOT_IN_EVERY_ANSWER: ReadonlySet<string> = new Set(['disable_auto_group_change']);

/** Fields that change together with a named one. */
const FOLLOWERS: Readonly<Record<string, readonly string[]>> = {
  addresses: ['default_billing', 'default_shipping'],
  website_id: ['store_id', 'created_in'],
  store_id: ['created_in'],
};

/** The default address is compared as a field of the customer. */
function withoutDefaultFlags(addresses: unknown): unknown {
  if (!Array.isArray(addresses)) return addresses;
  return addresses.map((address: unknown) => {
    if (!isRecord(address)) return address;
    const { default_billing: _billing, default_shipping: _shipping, ...fields } = address;
    return fields;
  });
}

function unnamedAttributes(value: unknown, named: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const codes = attributeCodes(named);
  return value.filter((item) => !isRecord(item) || !codes.has(item['attribute_code']));
}

/** An answer may leave out extension attributes. */
function comparableExtension(value: unknown, named: unknown, after: unknown): unknown {
  if (!isRecord(value) || !isRecord(after)) return {};
  const isNamed = (name: string) => isRecord(named) && name in named;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name in after && !isNamed(name)));
}
