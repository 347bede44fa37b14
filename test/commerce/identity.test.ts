import { ageOf, hasOneOf, isSameAddress } from '../../src/commerce/identity';
import { givenNames } from '../../src/contract/givenNames';

test('an address is the same with another case of its ASCII letters and with spaces around it', () => {
  expect(isSameAddress('John.Doe@Example.com', ' john.doe@example.COM')).toBe(true);
});

test('an address with an accent is another one, and so is its capital letter', () => {
  expect(isSameAddress('düp@example.com', 'dup@example.com')).toBe(false);
  expect(isSameAddress('DÜP@example.com', 'düp@example.com')).toBe(false);
});

describe('the names that an onboarding gives', () => {
  const input = {
    customer: { email: 'a@example.com', firstname: 'John', lastname: 'Doe' },
    update: { lastname: 'Doe-Updated' },
  };
  const named = (firstname: string, lastname: string) => ({
    id: 1,
    email: 'a@example.com',
    firstname,
    lastname,
  });

  test('are the names before the update and after it', () => {
    expect(hasOneOf(givenNames(input), named('John', 'Doe'))).toBe(true);
    expect(hasOneOf(givenNames(input), named('John', 'Doe-Updated'))).toBe(true);
  });

  test('are no others', () => {
    expect(hasOneOf(givenNames(input), named('Jane', 'Doe'))).toBe(false);
    expect(hasOneOf(givenNames(input), named('john', 'Doe'))).toBe(false);
    expect(hasOneOf(givenNames(input), { id: 1, email: 'a@example.com' })).toBe(false);
  });
});

describe('the age of a customer', () => {
  const at = new Date('2026-11-24T12:00:00Z');

  test('is measured by the clock of Commerce, in UTC', () => {
    expect(ageOf({ id: 1, email: '', created_at: '2026-11-24 11:59:30' }, at)).toBe(30_000);
  });

  test.each(['2026-11-24T11:59:30Z', '2026-11-24T11:59:30+00:00', '2026-11-24 12:59:30+0100'])(
    'is measured in the given zone: %s',
    (created_at) => expect(ageOf({ id: 1, email: '', created_at }, at)).toBe(30_000),
  );

  test('is unknown without a creation time', () => {
    expect(ageOf({ id: 1, email: '' }, at)).toBeUndefined();
    expect(ageOf({ id: 1, email: '', created_at: 'yesterday' }, at)).toBeUndefined();
  });
});
