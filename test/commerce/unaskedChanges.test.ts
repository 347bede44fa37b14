import { unaskedChanges } from '../../src/commerce/unaskedChanges';
import type { Customer, CustomerUpdate } from '../../src/contract/onboarding';

const before: Customer = {
  id: 5,
  email: 'john.doe@example.com',
  firstname: 'John',
  lastname: 'Doe',
  group_id: 1,
  dob: '1990-01-31',
  created_at: '2026-11-30 10:00:00',
  updated_at: '2026-11-30 10:00:00',
  created_in: 'Default Store View',
  store_id: 1,
  website_id: 1,
  default_billing: '9',
  addresses: [
    { id: 9, city: 'Austin', default_billing: true },
    { id: 10, city: 'Berlin' },
  ],
  disable_auto_group_change: 0,
  extension_attributes: { is_subscribed: true },
  custom_attributes: [
    { attribute_code: 'tier', value: 'gold' },
    { attribute_code: 'points', value: '7' },
  ],
};

function changes(update: CustomerUpdate, changed: Partial<Customer>, without: string[] = []) {
  const after = Object.fromEntries(
    Object.entries({ ...before, ...update, ...changed }).filter(([field]) => !without.includes(field)),
  ) as Customer;
  return unaskedChanges({ before, after, update });
}

test('what an update names is not compared, nor its time', () => {
  expect(changes({ lastname: 'Roe', group_id: 2 }, { updated_at: '2026-11-30 10:00:09' })).toEqual([]);
});

test('missing addresses are named, each with its old value', () => {
  expect(changes({ lastname: 'Roe' }, { addresses: [] }, ['default_billing'])).toEqual([
    { field: 'updated.default_billing', sent: '9', stored: null },
    { field: 'updated.addresses.0', sent: { id: 9, city: 'Austin' }, stored: null },
    { field: 'updated.addresses.1', sent: { id: 10, city: 'Berlin' }, stored: null },
  ]);
});

test('a field that is missing or has another value is named', () => {
  expect(changes({ lastname: 'Roe' }, { group_id: 4 }, ['dob'])).toEqual([
    { field: 'updated.group_id', sent: 1, stored: 4 },
    { field: 'updated.dob', sent: '1990-01-31', stored: null },
  ]);
});

test('custom attributes are compared one by one, even beside one that the update names', () => {
  const points = { attribute_code: 'points', value: '7' };
  const lost = [{ field: 'updated.custom_attributes.0', sent: points, stored: null }];
  const tier = [{ attribute_code: 'tier', value: 'silver' }];
  expect(changes({ custom_attributes: tier }, {})).toEqual(lost);
  expect(changes({ custom_attributes: { tier: 'silver' } }, { custom_attributes: tier })).toEqual(lost);
  expect(changes({ lastname: 'Roe' }, {}, ['custom_attributes'])).toHaveLength(2);
});

test('a consequence of a field that the update names is not compared', () => {
  expect(changes({ addresses: [] }, {}, ['default_billing'])).toEqual([]);
  expect(changes({ store_id: 2 }, { created_in: 'Other' })).toEqual([]);
  const addresses = [
    { id: 9, city: 'Austin' },
    { id: 10, city: 'Berlin', default_billing: true },
  ];
  expect(changes({ default_billing: '10' }, { addresses })).toEqual([]);
});

test('a value that the answer to an update may lack is compared only if the answer has it', () => {
  expect(changes({}, {}, ['disable_auto_group_change', 'extension_attributes'])).toEqual([]);
  expect(
    changes({}, { extension_attributes: { is_subscribed: false }, disable_auto_group_change: 1 }),
  ).toEqual([
    { field: 'updated.disable_auto_group_change', sent: 0, stored: 1 },
    { field: 'updated.extension_attributes.is_subscribed', sent: true, stored: false },
  ]);
});
