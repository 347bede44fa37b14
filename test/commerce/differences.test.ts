import fc from 'fast-check';
import { differencesBetween } from '../../src/commerce/differences';

const between = (sent: unknown, stored: unknown) => differencesBetween('created', sent, stored);

test('what is stored as sent is no difference, whatever else is stored', () => {
  expect(between({ firstname: 'John' }, { id: 5, firstname: 'John', group_id: 1 })).toEqual([]);
});

test('scalars of another type are equal', () => {
  expect(between({ group_id: 7, gender: '1', flag: true }, { group_id: '7', gender: 1, flag: 1 })).toEqual(
    [],
  );
});

test('null, empty and false are equal to nothing', () => {
  expect(between({ middlename: null, prefix: '', default_billing: false }, {})).toEqual([]);
  expect(between({ is_subscribed: false }, { is_subscribed: 0 })).toEqual([]);
});

test('a cut value names its field and both values', () => {
  expect(between({ taxvat: 'DE1234' }, { taxvat: 'DE12' })).toEqual([
    { field: 'created.taxvat', sent: 'DE1234', stored: 'DE12' },
  ]);
});

test('a missing value is stored as null', () => {
  expect(between({ dob: '1990-01-31' }, {})).toEqual([
    { field: 'created.dob', sent: '1990-01-31', stored: null },
  ]);
  expect(between({ extension_attributes: { is_subscribed: true } }, {})).toEqual([
    { field: 'created.extension_attributes', sent: { is_subscribed: true }, stored: null },
  ]);
});

test('an address that was dropped is named, and the one after it is not', () => {
  const dropped = { city: 'Nowhere', country_id: 'XX' };
  const kept = { city: 'Austin', country_id: 'US' };
  expect(between({ addresses: [dropped, kept] }, { addresses: [{ id: 9, ...kept }] })).toEqual([
    { field: 'created.addresses.0', sent: dropped, stored: null },
  ]);
});

test('a value inside an address is named by its path', () => {
  const sent = { addresses: [{ city: 'Austin', region: { region_code: 'TX' } }] };
  const stored = { addresses: [{ city: 'Austin', region: { region_code: null, region_id: 0 } }] };
  expect(between(sent, stored)).toEqual([
    { field: 'created.addresses.0.region.region_code', sent: 'TX', stored: null },
  ]);
});

test('a list that should be empty and is not is named', () => {
  expect(between({ addresses: [] }, { addresses: [{ id: 9 }] })).toEqual([
    { field: 'created.addresses', sent: [], stored: [{ id: 9 }] },
  ]);
});

test('custom attributes are paired by their code, not by their order', () => {
  const sent = [
    { attribute_code: 'a', value: '1' },
    { attribute_code: 'b', value: '2' },
  ];
  const stored = [{ attribute_code: 'b', value: '3' }];
  expect(differencesBetween('created.custom_attributes', sent, stored)).toEqual([
    { field: 'created.custom_attributes.0', sent: sent[0], stored: null },
    { field: 'created.custom_attributes.1.value', sent: '2', stored: '3' },
  ]);
});

test('custom attributes that were sent as an object are found in the list of the answer', () => {
  const stored = [
    { attribute_code: 'tier', value: 'gold' },
    { attribute_code: 'points', value: '7' },
  ];
  const sent = { tier: 'silver', points: 7, empty: null, gone: 'x' };
  expect(differencesBetween('created.custom_attributes', sent, stored)).toEqual([
    { field: 'created.custom_attributes.tier', sent: 'silver', stored: 'gold' },
    { field: 'created.custom_attributes.gone', sent: 'x', stored: null },
  ]);
});

test('a custom attribute that was sent without a value is no difference', () => {
  const sent = [{ attribute_code: 'a', value: null }];
  expect(between({ custom_attributes: sent }, {})).toEqual([]);
  expect(
    between({ custom_attributes: sent }, { custom_attributes: [{ attribute_code: 'b', value: '1' }] }),
  ).toEqual([]);
  expect(between({ custom_attributes: { a: null } }, {})).toEqual([]);
  expect(
    between({ custom_attributes: sent }, { custom_attributes: [{ attribute_code: 'a', value: '1' }] }),
  ).toEqual([{ field: 'created.custom_attributes.0.value', sent: null, stored: '1' }]);
});

test('a day that is returned with its midnight is the same day', () => {
  const sent = [{ attribute_code: 'since', value: '2020-01-31' }];
  const stored = (value: string) => [{ attribute_code: 'since', value }];
  expect(between(sent, stored('2020-01-31 00:00:00'))).toEqual([]);
  expect(between({ since: '2020-01-31' }, stored('2020-01-31 00:00:00'))).toEqual([]);
  expect(between(sent, stored('2020-01-30 00:00:00'))).toHaveLength(1);
  expect(between(sent, stored('2020-01-31 10:00:00'))).toHaveLength(1);
});

test('nothing differs from itself', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => between(value, value).length === 0));
});
