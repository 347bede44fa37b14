import {
  ADDRESS,
  CUSTOMER,
  escaped,
  linesFor,
  linesForCustomer,
  linesForUpdate,
  WITHOUT_WEBSITE,
} from './inputLines';

describe('an e-mail address', () => {
  test.each([
    ['', 'must not be empty'],
    [' ann@example.com', 'no spaces around it'],
    ['ann@example.com ', 'no spaces around it'],
    ['ann@example.com\n', 'no spaces around it'],
    ['ann@example.com\u200b', 'no spaces around it'],
    ['\u00a0ann@example.com', 'no spaces around it'],
    ['an\u0000n@example.com', 'no control characters in it'],
    ['an\r\nn@example.com', 'no control characters in it'],
    ['ann', 'on both sides of an @'],
    ['@example.com', 'on both sides of an @'],
    ['ann@', 'on both sides of an @'],
    ['😀@example.com', 'without emoji'],
    ['\ud83d@example.com', 'without emoji'],
  ])('%j is refused', (email, reason) => {
    expect(linesForCustomer({ email })).toEqual([
      expect.stringMatching(new RegExp(`^customer\\.email: .*${escaped(reason)}`)),
    ]);
  });

  test.each(['a@b', 'bad mail@example.com', 'Mix.Case+tag@Example.com', 'düp@example.com', 'a@b@c'])(
    '%j is left to Commerce to validate',
    (email) => expect(linesForCustomer({ email })).toEqual([]),
  );

  test("of an update must be the customer's", () => {
    expect(linesForUpdate({ email: CUSTOMER.email })).toEqual([]);
    expect(linesForUpdate({ email: 'bob@example.com' })).toEqual([
      expect.stringContaining('update.email: must equal customer.email'),
    ]);
    expect(linesForUpdate({ email: '' })).toEqual([
      expect.stringContaining('update.email: must not be empty'),
    ]);
  });
});

describe('a name', () => {
  const beyond = 'without emoji';
  test.each([
    ['firstname', '', 'must not be empty'],
    ['lastname', '', 'must not be empty'],
    ['firstname', '  ', 'more than spaces'],
    ['lastname', '\u3000\t\u200b', 'more than spaces'],
    ['middlename', ' ', 'more than spaces'],
    ['firstname', 'Ann 😀', beyond],
    ['lastname', '𠮷田', beyond],
    ['lastname', 'Lee\ud83d', beyond],
    ['firstname', null, 'not null; leave it out'],
    ['firstname', 7, 'must be text in quotes, not a number'],
  ])('%s %j is refused, in a customer and in an update', (field, value, reason) => {
    const line = (path: string): unknown[] => [
      expect.stringMatching(new RegExp(`^${path}\\.${field}: .*${escaped(reason)}`)),
    ];
    expect(linesForCustomer({ [field]: value })).toEqual(line('customer'));
    expect(linesForUpdate({ [field]: value })).toEqual(line('update'));
  });

  test('in an address follows the same rules', () => {
    expect(linesForCustomer({ addresses: [{ ...ADDRESS, firstname: ' ', lastname: '😀' }] })).toEqual([
      expect.stringMatching(/^customer\.addresses\.0\.firstname: .*more than spaces/),
      expect.stringMatching(/^customer\.addresses\.0\.lastname: .*without emoji/),
    ]);
  });
});

describe('website and store view', () => {
  test.each(['website_id', 'store_id'])('%s is 1 or more: Commerce treats 0 as left out', (field) => {
    for (const value of [0, -1]) {
      expect(linesForCustomer({ [field]: value })).toEqual([
        expect.stringMatching(new RegExp(`^customer\\.${field}: .*1 or more; leave it out`)),
      ]);
    }
    for (const value of ['1', 1.5, true, null]) {
      expect(linesForCustomer({ [field]: value })).toEqual([
        expect.stringMatching(new RegExp(`^customer\\.${field}: must be a whole number without quotes`)),
      ]);
    }
  });

  test('a store view requires its website, in a customer and in an update', () => {
    expect(linesFor({ customer: { ...WITHOUT_WEBSITE, store_id: 1 }, update: { store_id: 2 } })).toEqual([
      expect.stringContaining('customer.store_id: asks for customer.website_id'),
      expect.stringContaining('update.store_id: asks for customer.website_id'),
    ]);
    expect(linesForUpdate({ store_id: 2 })).toEqual([]);
  });

  test("an update's website is the customer's, and cannot be added", () => {
    const refused = [expect.stringContaining('update.website_id: must equal customer.website_id')];
    expect(linesForUpdate({ website_id: 1 })).toEqual([]);
    expect(linesForUpdate({ website_id: 2 })).toEqual(refused);
    expect(linesFor({ customer: WITHOUT_WEBSITE, update: { website_id: 1 } })).toEqual(refused);
  });
});

describe('fields that Commerce would accept and damage, or that bypass its rules', () => {
  test.each([
    'id',
    'created_at',
    'updated_at',
    'created_in',
    'confirmation',
    'password',
    'passwordHash',
    'password_hash',
    'rp_token',
    'rp_token_created_at',
    'failures_num',
    'first_failure',
    'lock_expires',
    'custom_attribute',
  ])('%s is refused in a customer and in an update, even as null', (field) => {
    for (const value of [1, 'text', null]) {
      expect(linesForCustomer({ [field]: value })).toEqual([
        expect.stringContaining(`customer.${field}: must be left out`),
      ]);
      expect(linesForUpdate({ [field]: value })).toEqual([
        expect.stringContaining(`update.${field}: must be left out`),
      ]);
    }
  });

  test.each([{}, { country_id: '' }, { country_id: 'us' }, { country_id: 'USA' }, { country_id: 'U1' }])(
    'an address with the country %j is refused, in a customer and in an update',
    (address) => {
      expect(linesForCustomer({ addresses: [address] })).toEqual([
        expect.stringMatching(/^customer\.addresses\.0\.country_id: .*two capital letters/),
      ]);
      expect(linesForUpdate({ addresses: [address] })).toEqual([
        expect.stringMatching(/^update\.addresses\.0\.country_id: .*two capital letters/),
      ]);
    },
  );

  test('a tax number of more than 50 characters is refused', () => {
    expect(linesForCustomer({ taxvat: 'D'.repeat(51) })).toEqual([
      expect.stringContaining('customer.taxvat: must have at most 50 characters'),
    ]);
  });
});

test.each([
  [{ group_id: '1' }, 'customer.group_id: must be a whole number'],
  [{ gender: 1.5 }, 'customer.gender: must be a whole number without quotes, not a number with a fraction'],
  [{ dob: 19900131 }, 'customer.dob: must be text'],
  [{ default_billing: true }, 'customer.default_billing: must be text in quotes, not true or false'],
  [{ addresses: ADDRESS }, 'customer.addresses: must be a list in [ ], not an object'],
  [{ addresses: [null] }, 'customer.addresses.0: must be an object'],
  [{ addresses: [{ ...ADDRESS, street: '1 Main St' }] }, 'customer.addresses.0.street: must be a list'],
  [
    { addresses: [{ ...ADDRESS, default_billing: 1 }] },
    'customer.addresses.0.default_billing: must be true or false',
  ],
  [{ addresses: [{ ...ADDRESS, region: 'TX' }] }, 'customer.addresses.0.region: must be an object'],
  [
    { addresses: [{ ...ADDRESS, region: { region_id: '57' } }] },
    'customer.addresses.0.region.region_id: must be a whole',
  ],
  [
    { extension_attributes: { is_subscribed: 1 } },
    'customer.extension_attributes.is_subscribed: must be true or false',
  ],
  [{ custom_attributes: [{ attribute_code: 'a' }] }, 'customer.custom_attributes.0.value: is missing'],
  [{ custom_attributes: 'a' }, 'customer.custom_attributes: must be a list in [ ] of objects'],
  [
    { custom_attributes: [{ attribute_code: 'a', value: true }] },
    'customer.custom_attributes.0.value: must be text in quotes, a number or null',
  ],
  [
    { custom_attributes: [{ attribute_code: 'a', value: ['b'] }] },
    'customer.custom_attributes.0.value: must be text',
  ],
  [{ custom_attributes: { a: false } }, 'customer.custom_attributes.a: must be text in quotes, a number'],
  [{ custom_attributes: { a: { value: 'b' } } }, 'customer.custom_attributes.a: must be text in quotes'],
  [{ group_id: 2 ** 53 }, 'customer.group_id: holds a number that is too large'],
])('a known field has the type of the API: %j', (fields, beginning) => {
  expect(linesForCustomer(fields)).toEqual([expect.stringMatching(new RegExp(`^${escaped(beginning)}`))]);
});

test.each(['text', '', 7, 1.5, null])('a custom attribute may be %j, in a list and in an object', (value) => {
  for (const custom_attributes of [[{ attribute_code: 'tier', value }], { tier: value }]) {
    expect(linesForCustomer({ custom_attributes })).toEqual([]);
    expect(linesForUpdate({ custom_attributes })).toEqual([]);
    expect(linesForCustomer({ addresses: [{ ...ADDRESS, custom_attributes }] })).toEqual([]);
  }
});

describe('a date of birth', () => {
  test.each(['1990-01-31', '2000-02-29', '2099-12-31', ''])('%j is valid', (dob) => {
    expect(linesForCustomer({ dob })).toEqual([]);
    expect(linesForUpdate({ dob })).toEqual([]);
  });

  test.each([
    '33238',
    '1990-02-30',
    '1900-02-29',
    '1990-13-01',
    '1990-00-10',
    '0000-01-01',
    '1990-1-31',
    '01/31/1990',
    '31.01.1990',
    '1990-01-31 00:00:00',
    ' 1990-01-31',
    '1990-01-31\n',
    '१९९०-०१-३१',
  ])('%j is not a day in the form YYYY-MM-DD', (dob) => {
    const line = (path: string): unknown[] => [
      expect.stringContaining(`${path}.dob: must be a day that exists`),
    ];
    expect(linesForCustomer({ dob })).toEqual(line('customer'));
    expect(linesForUpdate({ dob })).toEqual(line('update'));
  });
});
