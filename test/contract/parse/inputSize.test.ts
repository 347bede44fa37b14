import { MOST_IN_ONE, MOST_LEVELS, MOST_VALUES } from '../../../src/contract/parse/inputSize';
import { parseJsonDocument } from '../../../src/contract/parse/jsonDocument';
import { parseOnboardingInput } from '../../../src/contract/parse/onboardingInput';
import { onboardingInputSchema } from '../../../src/contract/parse/onboardingInputSchema';

const CUSTOMER = { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe' };

const list = <One>(length: number, one: One) => Array.from({ length }, () => one);
const members = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, 1]));
const nested = (levels: number) => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
};

afterEach(() => jest.restoreAllMocks());

test.each<[string, object, string, RegExp]>([
  [
    'a list',
    { customer: { ...CUSTOMER, addresses: list(MOST_IN_ONE + 1, 0) } },
    'customer.addresses',
    /at most 1000 elements/,
  ],
  [
    'a list in a list of an update',
    { customer: CUSTOMER, update: { addresses: [{ street: list(100_000, '') }] } },
    'update.addresses.0.street',
    /at most 1000 elements/,
  ],
  [
    'the members of the input',
    { customer: CUSTOMER, ...members(MOST_IN_ONE) },
    'input',
    /at most 1000 members/,
  ],
  [
    'the members of a field',
    { customer: { ...CUSTOMER, extension_attributes: members(MOST_IN_ONE + 1) } },
    'customer.extension_attributes',
    /at most 1000 members/,
  ],
  [
    'many lists that are each small enough',
    { customer: { ...CUSTOMER, addresses: list(20, { street: list(MOST_IN_ONE, '') }) } },
    'input',
    new RegExp(`more than ${MOST_VALUES} values`),
  ],
  [
    'a list behind a name that may be an address',
    { customer: { ...CUSTOMER, 'jane.roe@example.com': list(MOST_IN_ONE + 1, 0) } },
    'customer',
    /at most 1000 elements/,
  ],
  ['levels', { customer: { ...CUSTOMER, custom: nested(MOST_LEVELS) } }, 'input', /nested too deeply/],
])('%s beyond the limit is the only problem, and the schema is not used', (_, input, path, message) => {
  const safeParse = jest.spyOn(onboardingInputSchema, 'safeParse');
  expect(parseOnboardingInput(input)).toEqual({
    ok: false,
    problems: [{ path, message: expect.stringMatching(message) as string }],
  });
  expect(safeParse).not.toHaveBeenCalled();
});

test('an input at every limit is valid', () => {
  const input = {
    customer: {
      ...CUSTOMER,
      addresses: list(9, { country_id: 'US', street: list(MOST_IN_ONE, 'Street 1') }),
      deep: nested(MOST_LEVELS - 2),
    },
    update: { extension_attributes: members(500) },
  };
  expect(parseOnboardingInput(input)).toMatchObject({ ok: true });
});

test('the most mistakes that an input can have are reported as 101 problems', () => {
  const parsed = parseOnboardingInput({
    customer: { ...CUSTOMER, addresses: list(9, { country_id: 'US', street: list(MOST_IN_ONE, 0) }) },
  });
  expect(parsed.ok ? [] : parsed.problems).toHaveLength(101);
});

test('the most duplicate members that a document can have are reported as 20 problems', () => {
  const text = `{${list(50_000, '"a":1').join(',')}}`;
  const parsed = parseJsonDocument(Buffer.from(text));
  expect(parsed.ok ? [] : parsed.problems).toHaveLength(20);
});
