import type { Origin } from '../../src/commerce/createOnce';
import { differencesOfCreation } from '../../src/commerce/stepDifferences';
import type { Customer } from '../../src/contract/onboarding';

const customer = { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', group_id: 2 };
const stored: Customer = { ...customer, id: 5 };

function fieldsThatDiffer(origin: Origin, sent: object, row: Customer = stored): string[] {
  const input = { customer: { ...customer, ...sent } };
  return differencesOfCreation({ customer: row, origin }, input).map(({ field }) => field);
}

describe.each(['recovered', 'adopted'] as const)('a customer who was %s, found by a search', (origin) => {
  test('has no difference in extension attributes that rows of a search lack', () => {
    const sent = { extension_attributes: { is_subscribed: true, assistance_allowed: 2 } };
    expect(fieldsThatDiffer(origin, sent)).toEqual([]);
    const row = { ...stored, extension_attributes: { is_subscribed: false } };
    expect(fieldsThatDiffer(origin, sent, row)).toEqual(['created.extension_attributes.is_subscribed']);
  });

  test('has a difference in a field that rows contain', () => {
    expect(fieldsThatDiffer(origin, { group_id: 3, dob: '1990-01-31' })).toEqual([
      'created.group_id',
      'created.dob',
    ]);
  });
});

test('an extension attribute that the answer to a create lacks is a difference', () => {
  expect(fieldsThatDiffer('made', { extension_attributes: { is_subscribed: true } })).toEqual([
    'created.extension_attributes',
  ]);
});
