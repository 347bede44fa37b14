import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import johnDoe from '../../../examples/john-doe.json';
import { inputJsonSchema } from '../../../src/contract/parse/inputJsonSchema';
import { parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';

const validate = new Ajv2020({ strict: true }).compile(inputJsonSchema());

const CUSTOMER = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };

test("the schema accepts the tutorial's customer", () => {
  expect(validate(johnDoe)).toBe(true);
});

test.each([
  {},
  [],
  { customer: { email: 'ann@example.com', firstname: 'Ann' } },
  { customer: CUSTOMER, extra: 1 },
  { customer: CUSTOMER, onExisting: 'replace' },
  { customer: CUSTOMER, password: '' },
  { customer: CUSTOMER, update: { id: 4 } },
  { customer: CUSTOMER, update: { firstname: ' ' } },
  { customer: { ...CUSTOMER, id: null } },
  { customer: { ...CUSTOMER, email: 'ann' } },
  { customer: { ...CUSTOMER, email: 'ann@example.com\n' } },
  { customer: { ...CUSTOMER, firstname: '😀' } },
  { customer: { ...CUSTOMER, website_id: 0 } },
  { customer: { ...CUSTOMER, website_id: '1' } },
  { customer: { ...CUSTOMER, store_id: 1 } },
  { customer: { ...CUSTOMER, taxvat: 'D'.repeat(51) } },
  { customer: { ...CUSTOMER, addresses: [{ city: 'Austin' }] } },
  { customer: { ...CUSTOMER, addresses: [{ country_id: 'us' }] } },
  { customer: { ...CUSTOMER, extension_attributes: { is_subscribed: 'yes' } } },
  { customer: { ...CUSTOMER, default_billing: '4' } },
  { customer: { ...CUSTOMER, password: 'TempPa55word!' } },
  { customer: CUSTOMER, update: { rp_token: 'x' } },
  { customer: { ...CUSTOMER, dob: '33238' } },
  { customer: { ...CUSTOMER, custom_attributes: [{ attribute_code: 'a', value: true }] } },
  { customer: { ...CUSTOMER, custom_attributes: { a: ['b'] } } },
])('the schema refuses %j, as the program does', (input) => {
  expect(validate(input)).toBe(false);
  expect(parseOnboardingInput(input).ok).toBe(false);
});

test('the schema refuses nothing that the program accepts', () => {
  const text = fc.string({ unit: fc.constantFrom('a', ' ', '@', '\n', 'é', '😀', '\u200b') });
  const fields = {
    email: text,
    firstname: text,
    lastname: text,
    website_id: fc.integer({ min: -1, max: 2 }),
    store_id: fc.integer({ min: 0, max: 2 }),
    taxvat: fc.string({ maxLength: 60 }),
    dob: fc.constantFrom('', '1990-01-31', '1990-02-30', '33238'),
    custom_attributes: fc.oneof(
      fc.dictionary(fc.constantFrom('tier', 'email'), fc.jsonValue({ maxDepth: 1 })),
      fc.array(fc.record({ attribute_code: text, value: fc.jsonValue({ maxDepth: 1 }) })),
    ),
    other: fc.jsonValue(),
  };
  const inputs = fc.record(
    {
      customer: fc.record(fields, { requiredKeys: ['email', 'firstname', 'lastname'] }),
      update: fc.record(fields, { requiredKeys: [] }),
      password: text,
    },
    { requiredKeys: ['customer'] },
  );
  fc.assert(
    fc.property(inputs, (input) => {
      if (parseOnboardingInput(input).ok) expect(validate(input)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
