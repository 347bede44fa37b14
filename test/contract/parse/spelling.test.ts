import fc from 'fast-check';
import { exactJson } from './exactJson';
import { foldName } from '../../../src/contract/parse/spelling';
import { parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';
import { ADDRESS, CUSTOMER, linesFor, linesForCustomer, linesForUpdate } from './inputLines';
import { type Level, LEVELS, misspellings, strangeMisspellings } from './spellings';

describe('a name in another spelling', () => {
  test('is refused at every level, and the right spelling is reported', () => {
    fc.assert(
      fc.property(misspellings, ({ input, path, right }) => {
        expect(linesFor(input)).toEqual([
          expect.stringMatching(
            new RegExp(`^${path}: (must be spelled ${right}$|must be left out, like ${right};)`),
          ),
        ]);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused with characters that fold or are not seen, and only repeated if it is a plain name', () => {
    fc.assert(
      fc.property(strangeMisspellings, ({ level, input, right, wrong }) => {
        const [line = '', ...others] = linesFor(input);
        expect(others).toEqual([]);
        expect(line).toMatch(new RegExp(`^${level.path}.*(spelled|like) ${right}\\b`));
        if (!/^[A-Za-z_][\w-]*$/.test(wrong)) expect(line).not.toContain(wrong);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is refused beside the right spelling', () => {
    expect(linesForCustomer({ website_id: 1, websiteId: 2, Email: 'bob@example.com' })).toEqual([
      'customer.websiteId: must be spelled website_id',
      'customer.Email: must be spelled email',
    ]);
  });

  test.each([
    ['customer.createdAt: must be left out, like created_at; Commerce sets it', { createdAt: '2020-01-01' }],
    ['customer.ID: must be left out, like id; Commerce gives the ID', { ID: 1 }],
    [
      'customer.passwordHash: must be left out, like password_hash; give "password" beside "customer" instead',
      { passwordHash: 'x' },
    ],
  ])('of a forbidden field has the message of that field: %s', (line, fields) => {
    expect(linesForCustomer(fields)).toEqual([line]);
    expect(linesForUpdate(fields)).toEqual([line.replace('customer.', 'update.')]);
  });

  test('is unambiguous: no two names at a level fold alike', () => {
    for (const { names } of LEVELS) expect(new Set(names.map(foldName)).size).toBe(names.length);
  });
});

test('every name for which Commerce has a setter is in the schema, in one spelling', () => {
  const problemsAt = (level: Level, name: string) =>
    linesFor(level.inputWith({ [name]: 'x' })).filter((line) => /must be spelled|left out, like/.test(line));
  for (const level of LEVELS) {
    for (const name of level.names) {
      expect(problemsAt(level, name)).toEqual([]);
      expect(problemsAt(level, `${name}_`)).toEqual([expect.stringContaining(name)]);
    }
  }
});

test("a shop's own name passes unchanged at every level of the customer", () => {
  const known = new Set(LEVELS.flatMap(({ names }) => names.map(foldName)));
  const levels = LEVELS.filter(({ path }) => path !== '');
  const ownName = fc.oneof(
    fc.constantFrom('loyalty', 'floor', 'emails', 'website_ids', 'createdAtShop', 'id2'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.constantFrom(...levels), ownName, exactJson(), ({ inputWith }, name, value) => {
      fc.pre(!known.has(foldName(name)) && !JSON.stringify({ [name]: value }).includes('__proto__'));
      const input: unknown = JSON.parse(JSON.stringify(inputWith({ [name]: value })));
      expect(parseOnboardingInput(input)).toEqual({ ok: true, input });
    }),
    { numRuns: 500 },
  );
});

describe('an attribute that Commerce would merge into the fields of its object', () => {
  const codes = [
    ...['email', 'website_id', 'created_at', 'id', 'password_hash', 'rp_token', 'custom_attribute'],
    ...['Email', 'EMAIL', 'websiteId', '_email', 'created__at', 'created_At', 'e-mail', 'web\u017fite_id'],
  ];

  test.each(codes)('is refused as the custom attribute %s of a customer and of an update', (code) => {
    const custom_attributes = [
      { attribute_code: 'tier', value: 'gold' },
      { attribute_code: code, value: 'x' },
    ];
    const line = expect.stringMatching(/^\w+\.custom_attributes\.1\.attribute_code: must not be \w+, which/);
    expect(linesForCustomer({ custom_attributes })).toEqual([line]);
    expect(linesForUpdate({ custom_attributes })).toEqual([line]);
  });

  test.each(['country_id', 'customer_id', 'Firstname'])(
    'is refused as the custom attribute %s of an address',
    (code) => {
      const custom_attributes = [{ attribute_code: code, value: 'x' }];
      expect(linesForCustomer({ addresses: [{ ...ADDRESS, custom_attributes }] })).toEqual([
        expect.stringContaining('customer.addresses.0.custom_attributes.0.attribute_code: must not be'),
      ]);
    },
  );

  test('is refused as an extension attribute, in any spelling', () => {
    const field = 'which is a field of the object around the attributes; give it there';
    expect(linesForCustomer({ extension_attributes: { email: 'x', websiteId: 2, createdAt: 'x' } })).toEqual([
      `customer.extension_attributes.email: must not be email, ${field}`,
      `customer.extension_attributes.websiteId: must not be website_id, ${field}`,
      'customer.extension_attributes.createdAt: must not be created_at, which is a field that must be left out; Commerce sets it',
    ]);
    expect(
      linesForCustomer({ addresses: [{ ...ADDRESS, extension_attributes: { Country_Id: 'DE' } }] }),
    ).toEqual([`customer.addresses.0.extension_attributes.Country_Id: must not be country_id, ${field}`]);
  });

  test.each(['tier', 'first_name', 'e_mail', 'company', 'shop_email'])(
    "is not the custom attribute %s, which is the shop's own",
    (code) => {
      expect(linesForCustomer({ custom_attributes: [{ attribute_code: code, value: 'x' }] })).toEqual([]);
    },
  );

  test.each(codes)('is refused as the code %s if custom attributes are an object of codes', (code) => {
    const custom_attributes = { tier: 'gold', [code]: 'x' };
    const lines = [
      expect.stringMatching(/custom_attributes(\.\S+: |: has a member that )must not be \w+, which/),
    ];
    expect(linesForCustomer({ custom_attributes })).toEqual(lines);
    expect(linesForUpdate({ custom_attributes })).toEqual(lines);
    expect(linesForCustomer({ custom_attributes: { first_name: 'x', emails: 'y' } })).toEqual([]);
  });
});

describe('the default address of a new customer', () => {
  test.each(['default_billing', 'default_shipping'])('is not set by %s, but by its address', (field) => {
    const line = `customer.${field}: must be left out, as the addresses of a new customer have no ID yet; set addresses[n].${field}: true in an address instead`;
    for (const value of ['99998', '7', '']) {
      expect(linesForCustomer({ [field]: value })).toEqual([line]);
      expect(linesForCustomer({ [field]: value, addresses: [ADDRESS] })).toEqual([line]);
    }
    expect(linesForCustomer({ addresses: [{ ...ADDRESS, [field]: true }] })).toEqual([]);
  });

  test("can be changed by an update, because Commerce refuses another customer's address", () => {
    const update = { default_billing: '7', default_shipping: '7' };
    expect(linesFor({ customer: CUSTOMER, update, onExisting: 'adopt' })).toEqual([]);
  });
});
