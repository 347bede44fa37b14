import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLines, startWorker } from './onboard';
import { openPlace, type Place } from './sharedHome';

jest.setTimeout(120_000);

const SAMPLES = join(__dirname, '../importFile/otherShops');

/** The files of the folder, by name. */
function samples(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(SAMPLES, name), 'utf8')]));
}

async function placeWithWorker(files: Record<string, string>): Promise<Place> {
  const place = await openPlace({ files });
  await startWorker(place);
  return place;
}

const US = { country_id: 'US', firstname: 'Ann', lastname: 'Lee' };
const WEBSITES = ['--website', 'base=1', '--website', 'second=2'];
const ON_FIRST = { website_id: 1, store_id: 1, group_id: 1, addresses: [] };

interface Case {
  readonly what: string;
  readonly files: readonly string[];
  readonly args: readonly string[];
  /** Of --check: 2 where a row is bad. */
  readonly check: 0 | 2;
  readonly mails: number;
  /** Fields of the customers in the shop, by address. Those that are not named here are not there. */
  readonly customers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const CASES: readonly Case[] = [
  {
    what: "Magento's customers and addresses",
    files: ['magento-customer.csv', 'magento-customer-address.csv'],
    args: ['magento-customer.csv', '--addresses', 'magento-customer-address.csv', ...WEBSITES],
    check: 0,
    mails: 6,
    customers: {
      'ann.lee@example.com': {
        ...{ ...ON_FIRST, firstname: 'Ann', lastname: 'Lee', default_billing: '1', default_shipping: '1' },
        addresses: [
          {
            ...{
              ...US,
              id: 1,
              customer_id: 1,
              city: 'Austin',
              street: ['1 Main', 'Floor 2'],
              postcode: '01234',
            },
            region: { region: 'Texas', region_code: 'TX', region_id: 57 },
            ...{ region_id: 57, telephone: '+1 555 0100', default_billing: true, default_shipping: true },
          },
          {
            ...{ ...US, id: 2, customer_id: 1, country_id: 'DE', city: 'Köln', street: ['Domplatz 1'] },
            region: { region: null, region_code: null, region_id: 0 },
            ...{
              region_id: 0,
              postcode: '50667',
              telephone: '0221 555',
              company: 'Lee GmbH',
              vat_id: 'DE123',
            },
          },
        ],
      },
      'bo.full@example.com': {
        ...{ ...ON_FIRST, prefix: 'Dr', firstname: 'Bo', middlename: 'Q', lastname: 'Full', suffix: 'Jr' },
        ...{ group_id: 2, dob: '1980-02-29', taxvat: 'DE123456789', gender: 1 },
      },
      'cy.hash@example.com': { ...ON_FIRST, firstname: 'Cy', lastname: 'Hash' },
      'di.custom@example.com': { ...ON_FIRST, firstname: 'Di', lastname: 'Custom', gender: 2 },
      'ed.second@example.com': {
        ...ON_FIRST,
        firstname: 'Ed',
        lastname: 'Second',
        website_id: 2,
        store_id: 2,
      },
      'fe.locked@example.com': { ...ON_FIRST, firstname: 'Fé', lastname: 'Łocked', gender: 3 },
    },
  },
  {
    what: "Shopify's customers, one of whom has no e-mail address",
    files: ['shopify-customer.csv'],
    args: ['shopify-customer.csv'],
    check: 2,
    mails: 3,
    customers: {
      'ann.lee@example.com': {
        ...{ ...ON_FIRST, firstname: 'Ann', lastname: 'Lee', default_billing: '1', default_shipping: '1' },
        addresses: [
          {
            ...{
              ...US,
              id: 1,
              customer_id: 1,
              city: 'Boston',
              street: ['1 Main', 'Floor 2'],
              postcode: '02134',
            },
            region: { region: 'Massachusetts', region_code: 'MA', region_id: 32 },
            ...{ region_id: 32, company: 'Lee Ltd', telephone: '+16175550100' },
            ...{ default_billing: true, default_shipping: true },
          },
        ],
        extension_attributes: { is_subscribed: true },
      },
      'zoe@example.com': { ...ON_FIRST, firstname: 'Zoë', lastname: 'Ünal' },
    },
  },
  {
    what: "WooCommerce's customers, one with the name in the billing address",
    files: ['woocommerce-customer.csv'],
    args: ['woocommerce-customer.csv'],
    check: 0,
    mails: 2,
    customers: {
      'ann.lee@example.com': {
        ...{ ...ON_FIRST, firstname: 'Ann', lastname: 'Lee', default_billing: '1', default_shipping: '2' },
        addresses: [
          {
            ...{
              ...US,
              id: 1,
              customer_id: 1,
              city: 'Boston',
              street: ['1 Main', 'Floor 2'],
              postcode: '02134',
            },
            region: { region: 'Massachusetts', region_code: 'MA', region_id: 32 },
            ...{ region_id: 32, company: 'Lee Ltd', telephone: '+16175550100', default_billing: true },
          },
          {
            ...{ ...US, id: 2, customer_id: 1, city: 'Austin', street: ['2 Side'], postcode: '73301' },
            region: { region: 'Texas', region_code: 'TX', region_id: 57 },
            ...{ region_id: 57, telephone: '+16175550100', default_shipping: true },
          },
        ],
      },
      'bo@example.com': { ...ON_FIRST, firstname: 'Bo', lastname: 'Full' },
    },
  },
];

/** What the shop fills in itself for anybody. */
const BY_SHOP = ['id', 'email', 'created_at', 'updated_at', 'created_in'];
const DEFAULTS = { disable_auto_group_change: 0, extension_attributes: { is_subscribed: false } };

test.each(CASES)('$what are made as the owner expects', async ({ files, args, check, mails, customers }) => {
  const place = await placeWithWorker(samples(...files));
  const checked = await place.command(['import', ...args, '--check', '--json']).ended;
  expect(checked.status).toBe(check);
  expect(jsonLines(checked.stdout)).toMatchObject([{ good: Object.keys(customers).length, mails }]);
  expect(place.sandbox.requests()).toEqual([]);

  await place.command(['import', ...args, '--skip-invalid', '--yes', '--json']).ended;
  const made = place.sandbox
    .customers()
    .map((customer): [string, unknown] => [
      customer.email,
      Object.fromEntries(Object.entries(customer).filter(([name]) => !BY_SHOP.includes(name))),
    ]);
  const ids = (fields: Readonly<Record<string, unknown>>) => ({ ...DEFAULTS, ...fields });
  expect(Object.fromEntries(made)).toEqual(
    Object.fromEntries(Object.entries(customers).map(([email, fields]) => [email, ids(fields)])),
  );
  expect(place.sandbox.mails()).toHaveLength(mails);
});

test('custom attributes of Magento are sent with their codes', async () => {
  const place = await placeWithWorker(samples('magento-customer.csv'));
  await place.command(['import', 'magento-customer.csv', ...WEBSITES, '--yes']).ended;
  const bodies = place.sandbox.requests().map(({ body }) => body);
  expect(bodies).toContainEqual({
    customer: expect.objectContaining({
      email: 'di.custom@example.com',
      custom_attributes: expect.arrayContaining([
        { attribute_code: 'crm_id', value: 'CRM-1' },
        { attribute_code: 'vip', value: 'Yes' },
        { attribute_code: 'credit', value: '7' },
        { attribute_code: 'tier', value: 'Gold' },
        { attribute_code: 'interests', value: 'Art,Tech' },
        { attribute_code: 'member_since', value: '2020-01-02 00:00:00' },
        { attribute_code: 'notes', value: 'a\nb' },
      ]),
    }),
  });
  expect(JSON.stringify(bodies)).not.toMatch(/EXAMPLEHASH|EXAMPLEKEY|0:3:EXAMPLE/);
});

test('a refused customer of a composite file has all rows in the file of refused rows, which is imported again', async () => {
  const header =
    'email,_website,firstname,lastname,group_id,_address_firstname,_address_lastname,_address_city,_address_country_id,_address_postcode,_address_street,_address_telephone';
  const place = await placeWithWorker({
    'c.csv': `${header}\nann@example.com,base,Ann,Lee,9,Ann,Lee,Bonn,DE,1,Weg 1,1\n,,,,,Ann,Lee,Rome,IT,2,Via 1,1\nben@example.com,base,Ben,May,,,,,,,,\n`,
  });
  const first = await place.command(['import', 'c.csv', '--website', 'base=1', '--yes', '--json']).ended;
  const { refusedRows } = jsonLines(first.stdout).at(-1) ?? {};
  const refused = await readFile(String(refusedRows), 'utf8');
  expect(refused.trimEnd().split('\n')).toEqual([
    `onboarding_failure,${header}`,
    expect.stringMatching(/^CustomerRejected: .*,ann@example\.com,base,Ann,Lee,9,Ann,/),
    ',,,,,,Ann,Lee,Rome,IT,2,Via 1,1',
  ]);
  await writeFile(join(place.cwd, 'again.csv'), refused.replace(',9,', ',2,'));
  const again = await place.command(['import', 'again.csv', '--website', 'base=1', '--yes', '--json']).ended;
  expect(jsonLines(again.stdout).at(-1)).toMatchObject({ rows: 1, made: 1, refused: 0 });
  const ann = place.sandbox.customers().find(({ email }) => email === 'ann@example.com');
  expect(ann).toMatchObject({ group_id: 2, addresses: [{ city: 'Bonn' }, { city: 'Rome' }] });
});

test('the report of a detached import is written by its ID, with the options that it was given', async () => {
  const files = samples('magento-customer.csv', 'magento-customer-address.csv');
  const place = await placeWithWorker(files);
  const args = ['magento-customer.csv', '--addresses', 'magento-customer-address.csv', ...WEBSITES];
  const detached = await place.command(['import', ...args, '--yes', '--detach']).ended;
  const importId = detached.stdout.trim();
  expect(await place.command(['import', 'watch', importId]).ended).toMatchObject({ status: 0 });
  const reported = await place.command(['import', 'report', importId, '--json']).ended;
  expect(jsonLines(reported.stdout).at(-1)).toMatchObject({ importId, rows: 6, made: 6, refused: 0 });
});
