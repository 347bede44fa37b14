import fc from 'fast-check';
import johnDoe from '../../../examples/john-doe.json';
import { inputProblemLine } from '../../../src/contract/parse/inputProblem';
import { MAX_INPUT_BYTES, parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';

const WITHOUT_WEBSITE = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };
const CUSTOMER = { ...WITHOUT_WEBSITE, website_id: 1 };
const ADDRESS = { country_id: 'US', city: 'Austin' };

function linesFor(input: unknown): string[] {
  const parsed = parseOnboardingInput(input);
  return parsed.ok ? [] : parsed.problems.map(inputProblemLine);
}

/** Lines for a good customer with some fields replaced. */
function linesForCustomer(fields: object): string[] {
  return linesFor({ customer: { ...CUSTOMER, ...fields } });
}

function linesForUpdate(update: object): string[] {
  return linesFor({ customer: CUSTOMER, update });
}

describe('an input that is right', () => {
  test("is the tutorial's customer, as it stands in the examples", () => {
    expect(parseOnboardingInput(johnDoe)).toEqual({ ok: true, input: johnDoe });
  });

  test('needs no more than an address and two names', () => {
    const input = { customer: { email: 'a@b', firstname: 'A', lastname: 'B' } };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('keeps what is not known inside the objects', () => {
    const input = {
      customer: { ...CUSTOMER, loyalty: { tier: [1, null] }, addresses: [{ ...ADDRESS, floor: 3 }] },
      update: { nickname: 'A' },
    };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('has every field that the API knows', () => {
    const input = {
      customer: {
        ...CUSTOMER,
        store_id: 1,
        group_id: 0,
        prefix: 'Dr',
        middlename: 'Q',
        suffix: 'Jr',
        dob: '1990-01-31',
        gender: 1,
        taxvat: 'D'.repeat(50),
        default_billing: '4',
        default_shipping: '4',
        disable_auto_group_change: 0,
        extension_attributes: {
          is_subscribed: true,
          assistance_allowed: 1,
          company_attributes: { company_id: 1, is_default: false, job_title: 'Buyer' },
        },
        custom_attributes: [{ attribute_code: 'origin', value: 'shop' }],
        addresses: [
          {
            ...ADDRESS,
            firstname: 'Ann',
            street: ['1 Main St'],
            region: { region_id: 57, region_code: 'TX', region: 'Texas' },
            default_billing: true,
          },
        ],
      },
      password: ' ',
      update: { email: CUSTOMER.email, website_id: 1, store_id: 2, middlename: '', addresses: [] },
      onExisting: 'adopt',
    };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('is judged as what travels: members that JSON has no word for are left out', () => {
    const input = { customer: { ...CUSTOMER, store_id: undefined }, update: undefined };
    expect(parseOnboardingInput(input)).toStrictEqual({ ok: true, input: { customer: CUSTOMER } });
  });

  test.each(["O'Brien-Müller 山田", ' Ann ', 'A & B', 'Žofie'])('has a name such as %s', (firstname) => {
    expect(linesForCustomer({ firstname })).toEqual([]);
  });
});

describe('what is said of an input', () => {
  test('is every mistake at once, in the order of the input, with what is missing behind its neighbours', () => {
    const paths = linesFor({
      update: { store_id: 0, email: 'bob@example.com', id: null },
      extra: true,
      customer: {
        lastname: ' ',
        addresses: [ADDRESS, { country_id: 'us' }, {}],
        email: 7,
        id: 4,
        website_id: '1',
      },
      password: '',
      onExisting: 'replace',
    }).map((line) => line.slice(0, line.indexOf(':')));
    expect(paths).toEqual([
      'update.store_id',
      'update.id',
      'extra',
      'customer.lastname',
      'customer.addresses.1.country_id',
      'customer.addresses.2.country_id',
      'customer.email',
      'customer.id',
      'customer.website_id',
      'customer.firstname',
      'password',
      'onExisting',
    ]);
  });

  test('is told of fields beside each other although one of them has a wrong type', () => {
    const lines = linesFor({
      customer: { ...CUSTOMER, gender: 'f', website_id: 2 },
      update: { website_id: 3, email: 'bob@example.com' },
    });
    expect(lines).toEqual([
      'customer.gender: must be a whole number without quotes, not text',
      expect.stringContaining('update.website_id: must equal customer.website_id'),
      expect.stringContaining('update.email: must equal customer.email'),
    ]);
  });

  test.each([
    [undefined, 'input: is missing'],
    [null, 'input: must be an object in { }, not null'],
    [[], 'input: must be an object in { }, not a list'],
    ['text', 'input: must be an object in { }, not text'],
    [{}, 'customer: is missing'],
    [{ customer: null }, 'customer: must be an object in { }, not null'],
    [{ customer: CUSTOMER, update: null }, 'update: must be an object in { }, not null'],
  ])('as a whole: %j', (input, beginning) => {
    expect(linesFor(input)).toEqual([expect.stringMatching(new RegExp(`^${escaped(beginning)}`))]);
  });

  test('ends after a hundred mistakes, and says how many follow', () => {
    const lines = linesForCustomer({ addresses: Array.from({ length: 250 }, () => ({})) });
    expect(lines).toHaveLength(101);
    expect(lines[99]).toMatch(/^customer\.addresses\.99\.country_id: /);
    expect(lines[100]).toMatch(/^input: has 150 more mistakes/);
  });

  test('repeats neither the address, nor a name, nor the password', () => {
    const secrets = ['s3cret-address', 's3cret-first', 's3cret-last', 's3cret-word', 's3cret-member'];
    const [address, first, last, word, member] = secrets;
    const said = linesFor({
      customer: { email: ` ${address}`, firstname: [first], lastname: `${last}😀`, id: last },
      password: [word],
      update: { email: `${address}@b`, firstname: { [first!]: 1 }, passwordHash: word },
      [`${member}@b`]: 1,
    }).join('\n');
    expect(said).toMatch(/customer\.email.*password/s);
    for (const secret of secrets) expect(said).not.toContain(secret);
  });

  test('never throws, whatever the input is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.record({ customer: fc.anything(), update: fc.anything(), password: fc.anything() }),
        ),
        (input) => {
          const parsed = parseOnboardingInput(input);
          expect(parsed.ok || parsed.problems.length > 0).toBe(true);
        },
      ),
    );
  });
});

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
    '%j is left to Commerce to judge',
    (email) => expect(linesForCustomer({ email })).toEqual([]),
  );

  test('of an update is the same as the one of the customer', () => {
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

  test('in an address is judged alike', () => {
    expect(linesForCustomer({ addresses: [{ ...ADDRESS, firstname: ' ', lastname: '😀' }] })).toEqual([
      expect.stringMatching(/^customer\.addresses\.0\.firstname: .*more than spaces/),
      expect.stringMatching(/^customer\.addresses\.0\.lastname: .*without emoji/),
    ]);
  });
});

describe('website and store view', () => {
  test.each(['website_id', 'store_id'])('%s is 1 or more: Commerce takes 0 for left out', (field) => {
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

  test('a store view asks for its website, in a customer and in an update', () => {
    expect(linesFor({ customer: { ...WITHOUT_WEBSITE, store_id: 1 }, update: { store_id: 2 } })).toEqual([
      expect.stringContaining('customer.store_id: asks for customer.website_id'),
      expect.stringContaining('update.store_id: asks for customer.website_id'),
    ]);
    expect(linesForUpdate({ store_id: 2 })).toEqual([]);
  });

  test("an update's website is the customer's, and not one that the customer left out", () => {
    const refused = [expect.stringContaining('update.website_id: must equal customer.website_id')];
    expect(linesForUpdate({ website_id: 1 })).toEqual([]);
    expect(linesForUpdate({ website_id: 2 })).toEqual(refused);
    expect(linesFor({ customer: WITHOUT_WEBSITE, update: { website_id: 1 } })).toEqual(refused);
  });
});

describe('fields that Commerce would take and damage, or that go round its rules', () => {
  test.each([
    'id',
    'created_at',
    'updated_at',
    'created_in',
    'confirmation',
    'passwordHash',
    'password_hash',
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
  [{ custom_attributes: { a: 'b' } }, 'customer.custom_attributes: must be a list'],
])('a known field has the type of the API: %j', (fields, beginning) => {
  expect(linesForCustomer(fields)).toEqual([expect.stringMatching(new RegExp(`^${escaped(beginning)}`))]);
});

test.each([
  [{ password: '' }, 'password: must not be empty'],
  [{ password: null }, 'password: must be text'],
  [{ password: 12345678 }, 'password: must be text'],
  [{ onExisting: 'Adopt' }, 'onExisting: must be "fail" or "adopt"'],
  [{ firstname: 'Ann' }, 'firstname: is not known'],
  [{ redirectUrl: 'https://x' }, 'redirectUrl: is not known'],
  [{ ['__proto__']: {} }, '__proto__: is not known'],
])('beside the customer, %j is refused', (members, beginning) => {
  expect(linesFor({ customer: CUSTOMER, ...members })).toEqual([
    expect.stringMatching(new RegExp(`^${escaped(beginning)}`)),
  ]);
});

test('an input that the engine could not carry is refused before it is started', () => {
  const filling = (bytes: number) => ({ customer: { ...CUSTOMER, note: 'x'.repeat(bytes) } });
  const overhead = JSON.stringify(filling(0)).length;
  expect(linesFor(filling(MAX_INPUT_BYTES - overhead))).toEqual([]);
  expect(linesFor(filling(MAX_INPUT_BYTES - overhead + 1))).toEqual([
    `input: has ${MAX_INPUT_BYTES + 1} bytes; the most for one customer is ${MAX_INPUT_BYTES} (512 KiB)`,
  ]);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
