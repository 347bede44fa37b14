import fc from 'fast-check';
import { stringify } from 'csv-stringify/sync';
import { parseOnboardingInput } from '../../src/contract/parse/onboardingInput';
import { ALLOW_UNKNOWN, all, inputOf, setImportFolder } from './importFolder';
import { readRows } from '../../src/importFile';

const folder = setImportFolder();

/** Text with every character that has a meaning in CSV; never empty, because an empty cell leaves its field out. */
const cell = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(',', ';', '\t', '|', '"', '\n', '\r', '\r\n', ' ', '\\', '\ufeff'),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    ),
    minLength: 1,
    maxLength: 12,
  })
  .filter((text) => !text.includes('\0'));

const customer = fc.record(
  {
    email: fc.stringMatching(/^[a-z]{1,8}@[a-z]{1,8}\.org$/),
    firstname: fc.oneof(cell, fc.constant('Ann')),
    lastname: fc.stringMatching(/^[A-Z][a-z]{1,8}$/),
    website_id: fc.integer({ min: 1, max: 99 }),
    shop_remark: cell,
    addresses: fc.tuple(fc.record({ country_id: fc.constantFrom('US', 'DE'), city: cell })),
    extension_attributes: fc.record({ is_subscribed: fc.boolean() }),
  },
  { requiredKeys: ['email', 'firstname', 'lastname'] },
);

const input = fc.record(
  { customer, update: fc.record({ prefix: cell }), password: cell },
  { requiredKeys: ['customer'] },
);

const layout = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|', ':', '\u00a7'),
  quoted: fc.boolean(),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  bom: fc.boolean(),
});

const COLUMNS = [
  'email',
  'firstname',
  'lastname',
  'website_id',
  'shop_remark',
  'addresses.0.country_id',
  'addresses.0.city',
  'extension_attributes.is_subscribed',
  'update.prefix',
  'password',
];

type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

function cellsOf({ customer: fields, update, password }: Input): string[] {
  const address = fields.addresses?.[0];
  return [
    fields.email,
    fields.firstname,
    fields.lastname,
    fields.website_id,
    fields.shop_remark,
    address?.country_id,
    address?.city,
    fields.extension_attributes?.is_subscribed,
    update?.prefix,
    password,
  ].map((value) => (value === undefined ? '' : String(value)));
}

/** The result for a single input with the same content. */
function asSingleInput(given: unknown): unknown {
  const parsed = parseOnboardingInput(given);
  return parsed.ok ? parsed.input : 'bad';
}

test('any rows, written as CSV in any way or as JSON Lines, are read like single inputs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(input, { minLength: 1, maxLength: 8 }), layout, async (inputs, written) => {
      const expected = inputs.map(asSingleInput);
      const csv = stringify([COLUMNS, ...inputs.map(cellsOf)], { ...written, quote_record_delimiter: true });
      const lines = inputs.map((one) => JSON.stringify(one)).join('\n');
      const read = async (content: string, options = {}) => {
        const file = await folder.open(content, { ...ALLOW_UNKNOWN, ...options });
        const rows = await all(readRows(file));
        await file.close();
        return rows.map((row) => (row.kind === 'good' ? inputOf(row) : 'bad'));
      };
      expect(await read(csv, { format: 'csv', delimiter: written.delimiter })).toEqual(expected);
      expect(await read(lines)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});
