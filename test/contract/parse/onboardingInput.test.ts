import fc from 'fast-check';
import johnDoe from '../../../examples/john-doe.json';
import { MAX_INPUT_BYTES, parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';
import { ADDRESS, CUSTOMER, escaped, linesFor, linesForCustomer } from './inputLines';

describe('a valid input', () => {
  test("can be the tutorial's customer from the examples", () => {
    expect(parseOnboardingInput(johnDoe)).toEqual({ ok: true, input: johnDoe });
  });

  test('needs only an address and two names', () => {
    const input = { customer: { email: 'a@b', firstname: 'A', lastname: 'B' } };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('keeps unknown fields inside its objects', () => {
    const input = {
      customer: { ...CUSTOMER, loyalty: { tier: [1, null] }, addresses: [{ ...ADDRESS, floor: 3 }] },
      update: { nickname: 'A' },
    };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('can have every field of the API', () => {
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
      update: {
        email: CUSTOMER.email,
        website_id: 1,
        store_id: 2,
        middlename: '',
        default_billing: '4',
        default_shipping: '4',
        addresses: [{ ...ADDRESS, id: 4 }],
      },
      onExisting: 'adopt',
    };
    expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
  });

  test('is validated in the form that is sent: members that JSON cannot represent are left out', () => {
    const input = { customer: { ...CUSTOMER, store_id: undefined }, update: undefined };
    expect(parseOnboardingInput(input)).toStrictEqual({ ok: true, input: { customer: CUSTOMER } });
  });

  test.each(["O'Brien-Müller 山田", ' Ann ', 'A & B', 'Žofie'])('can have a name such as %s', (firstname) => {
    expect(linesForCustomer({ firstname })).toEqual([]);
  });
});

describe('the problems of an input', () => {
  test('are all reported together, in input order, missing fields after their siblings', () => {
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

  test('are reported for fields beside each other although one of them has a wrong type', () => {
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
  ])('concern the whole input: %j', (input, beginning) => {
    expect(linesFor(input)).toEqual([expect.stringMatching(new RegExp(`^${escaped(beginning)}`))]);
  });

  test('end after a hundred mistakes, with the number of the others', () => {
    const lines = linesForCustomer({ addresses: Array.from({ length: 250 }, () => ({})) });
    expect(lines).toHaveLength(101);
    expect(lines[99]).toMatch(/^customer\.addresses\.99\.country_id: /);
    expect(lines[100]).toMatch(/^input: has 150 more mistakes/);
  });

  test('repeat neither the address, nor a name, nor the password', () => {
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

  test('are returned and never thrown, whatever the input is', () => {
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

test.each([
  [{ password: '' }, 'password: must not be empty'],
  [{ password: null }, 'password: must be text'],
  [{ password: 12345678 }, 'password: must be text'],
  [{ onExisting: 'Adopt' }, 'onExisting: must be "fail" or "adopt"'],
  [{ firstname: 'Ann' }, 'firstname: is unknown'],
  [{ redirectUrl: 'https://x' }, 'redirectUrl: is unknown'],
  [{ ['__proto__']: {} }, '__proto__: is unknown'],
])('include %j beside the customer', (members, beginning) => {
  expect(linesFor({ customer: CUSTOMER, ...members })).toEqual([
    expect.stringMatching(new RegExp(`^${escaped(beginning)}`)),
  ]);
});

describe('a number that changes when it is sent', () => {
  test.each([2 ** 64, -9007199254740992, 1e300, Infinity, -Infinity, NaN])(
    'is refused with its path anywhere: %d',
    (number) => {
      const message = 'holds a number that is too large to be sent as it is';
      const input = {
        customer: {
          ...CUSTOMER,
          points: number,
          group_id: number,
          addresses: [{ ...ADDRESS, floor: number }],
        },
        update: { custom_attributes: { tier: number } },
        password: number,
      };
      expect(linesFor(input)).toEqual([
        expect.stringContaining(`customer.points: ${message}`),
        expect.stringContaining(`customer.group_id: ${message}`),
        expect.stringContaining(`customer.addresses.0.floor: ${message}`),
        expect.stringContaining(`update.custom_attributes.tier: ${message}`),
        expect.stringContaining(`password: ${message}`),
      ]);
    },
  );

  test('is reported with its path up to the last name of a field', () => {
    expect(linesForCustomer({ loyalty: { 'ann@example.com': [Infinity] } })).toEqual([
      expect.stringContaining('customer.loyalty: holds a number'),
    ]);
  });

  test.each([9007199254740991, -9007199254740991, 0.1, 5e-324])('is not %d', (points) => {
    expect(linesForCustomer({ points })).toEqual([]);
  });
});

test('an input that is too large for Temporal is refused before it is started', () => {
  const filling = (bytes: number) => ({ customer: { ...CUSTOMER, note: 'x'.repeat(bytes) } });
  const overhead = JSON.stringify(filling(0)).length;
  expect(linesFor(filling(MAX_INPUT_BYTES - overhead))).toEqual([]);
  expect(linesFor(filling(MAX_INPUT_BYTES - overhead + 1))).toEqual([
    `input: has ${MAX_INPUT_BYTES + 1} bytes; the most for one customer is ${MAX_INPUT_BYTES} (512 KiB)`,
  ]);
});

test.each<[string, unknown]>([
  ['customer', { customer: { ...CUSTOMER, ['__proto__']: { points: 7 } } }],
  ['customer.addresses.0', { customer: { ...CUSTOMER, addresses: [{ ...ADDRESS, ['__proto__']: 7 }] } }],
  ['customer.custom_attributes', { customer: { ...CUSTOMER, custom_attributes: { ['__proto__']: 'gold' } } }],
  [
    'update.extension_attributes',
    { customer: CUSTOMER, update: { extension_attributes: { ['__proto__']: 1 } } },
  ],
])('%s with a member that would be lost is refused', (path, input) => {
  expect(linesFor(input)).toEqual([`${path}: has a member __proto__, which cannot be sent; remove it`]);
});
