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
  /** Exit status of --check: 2 if a row is bad. */
  readonly check: 0 | 2;
  readonly mails: number;
  /** Fields of the customers in the shop, by email address. Fields that are not named must be absent. */
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

/** The fields that the shop sets for every customer. */
const BY_SHOP = ['id', 'email', 'created_at', 'updated_at', 'created_in'];
const DEFAULTS = { disable_auto_group_change: 0, extension_attributes: { is_subscribed: false } };

test.each(CASES)(
  '$what are created as their owner expects',
  async ({ files, args, check, mails, customers }) => {
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
  },
);

interface OtherCase {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly check: { readonly status: 0 | 2; readonly good: number; readonly bad: number };
  /** Some fields of the customers in the shop, by email address and website. */
  readonly customers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function csv(rows: readonly Readonly<Record<string, string>>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]) => `${cells.map((cell) => `"${cell}"`).join()}\n`;
  return line(columns) + rows.map((row) => line(columns.map((column) => row[column] ?? ''))).join('');
}

const ANN = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };
const AUSTIN = { city: 'Austin', country_id: 'US', postcode: '73301', street: '1 Main', telephone: '1' };
const SHOPIFY = { 'First Name': 'Ann', 'Last Name': 'Lee', 'Accepts Marketing': 'no' };

const OTHER_CASES: readonly OtherCase[] = [
  {
    what: 'Magento with one address on two websites, a label in German, and addresses of another numbering',
    files: {
      'c.csv': csv([
        { ...ANN, _website: 'base', gender: 'Weiblich', dob: '1980-02-29 00:00:00', password_hash: 'x' },
        { ...ANN, _website: 'second', created_in: 'Default', gender: '' },
        { ...ANN, _website: '', email: 'bo@example.com' },
        { ...ANN, _website: 'second', email: 'cy@example.com', dob: '1980-02-30' },
      ]),
      'a.csv': csv([
        { _website: 'second', _email: 'Ann@example.com', region: 'Texas', region_id: '12', ...AUSTIN },
        { _website: 'second', _email: 'ann@example.com', ...AUSTIN, country_id: 'de', city: 'Bonn' },
        { _website: 'base', _email: 'ann@example.com', ...AUSTIN, street: '1\n2\n3' },
        { _website: 'base', _email: 'zoe@example.com', ...AUSTIN },
      ]),
    },
    args: ['c.csv', '--addresses', 'a.csv', ...WEBSITES],
    check: { status: 2, good: 2, bad: 2 },
    customers: {
      'ann@example.com 1': { gender: 2, dob: '1980-02-29', addresses: [] },
      'ann@example.com 2': {
        addresses: [
          { city: 'Austin', firstname: 'Ann', region: { region_id: 57, region: 'Texas', region_code: 'TX' } },
          { city: 'Bonn', country_id: 'DE' },
        ],
      },
    },
  },
  {
    what: "Shopify's older columns, with marks of text",
    files: {
      's.csv': csv([
        {
          ...{
            ...SHOPIFY,
            Email: 'ann@example.com',
            Company: "'t Hof",
            Address1: "'12 Main",
            City: 'Ottawa',
          },
          ...{ 'Province Code': 'ON', 'Country Code': 'ca', Zip: "'K1A 0B1", Phone: "'+1613" },
        },
        { ...SHOPIFY, Email: 'ANN@example.com' },
        { ...SHOPIFY, Email: 'bo@example.com', 'First Name': '' },
      ]),
    },
    args: ['s.csv'],
    check: { status: 2, good: 1, bad: 2 },
    customers: {
      'ann@example.com 1': {
        addresses: [
          {
            ...{ company: "'t Hof", street: ['12 Main'], city: 'Ottawa', country_id: 'CA', region_id: 74 },
            ...{ postcode: 'K1A 0B1', telephone: '+1613', default_billing: true, default_shipping: true },
          },
        ],
      },
    },
  },
  {
    what: "a plugin's export of WooCommerce, with states as WooCommerce writes them",
    files: {
      'w.csv': csv([
        {
          ...{
            email: 'ann@example.com',
            first_name: '',
            last_name: '',
            rich_editing: 'true',
            roles: 'customer',
          },
          ...{ billing_first_name: 'Ann', billing_last_name: 'Lee', billing_address_1: 'Weg 1' },
          ...{
            billing_city: 'Bonn',
            billing_country: 'DE',
            billing_state: 'DE-NW',
            billing_postcode: '53111',
          },
          ...{ billing_phone: '1' },
        },
      ]),
    },
    args: ['w.csv'],
    check: { status: 0, good: 1, bad: 0 },
    customers: {
      'ann@example.com 1': {
        firstname: 'Ann',
        addresses: [
          {
            region: { region_code: 'NRW', region: 'Nordrhein-Westfalen', region_id: 88 },
            default_billing: true,
          },
        ],
      },
    },
  },
  {
    what: 'any other file, by a map of its own',
    files: {
      'p.csv':
        'sep=;\r\nE-Mail;Vorname;Nachname;Geburtstag;Telefon;Mobil;Ort;PLZ;Straße;Land\r\nann@example.com;Ann;Lee;29.2.1980;;49;Bonn;53111;Weg 1;de\r\n;;;;;;;;;\r\n',
      'map.csv':
        'column,field,conversion,left out because\nE-Mail,email,,\nVorname,firstname,,\nNachname,lastname,,\nGeburtstag,dob,"date, day first",\nTelefon,addresses.0.telephone,,\nMobil,addresses.0.telephone?,,\nOrt,addresses.0.city,,\nPLZ,addresses.0.postcode,,\nStraße,addresses.0.street.0,,\nLand,addresses.0.country_id,capitals,\n,website_id,always 2,\n',
    },
    args: ['p.csv', '--map', 'map.csv'],
    check: { status: 0, good: 1, bad: 0 },
    customers: {
      'ann@example.com 2': {
        dob: '1980-02-29',
        addresses: [{ city: 'Bonn', telephone: '49', street: ['Weg 1'], country_id: 'DE', lastname: 'Lee' }],
      },
    },
  },
];

test.each(OTHER_CASES)('of $what, the shop has what the owner expects', async (given) => {
  const { files, args, check, customers } = given;
  const place = await placeWithWorker(files);
  const checked = await place.command(['import', ...args, '--check', '--json']).ended;
  const { status, ...counts } = check;
  expect(jsonLines(checked.stdout)).toMatchObject([counts]);
  expect(checked.status).toBe(status);

  const imported = await place.command(['import', ...args, '--skip-invalid', '--yes', '--json']).ended;
  const rows = check.good + check.bad;
  expect(jsonLines(imported.stdout).at(-1)).toMatchObject({ rows, made: check.good, refused: check.bad });
  const made = place.sandbox.customers();
  const keyed = made.map((customer): [string, unknown] => [
    `${customer.email} ${customer.website_id}`,
    customer,
  ]);
  expect(Object.fromEntries(keyed)).toMatchObject(customers);
  expect(made).toHaveLength(check.good);
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

test('all rows of a refused customer of a composite file are in the file of refused rows, which can be imported again', async () => {
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

test('the report of a detached import is written by its ID, with the options of the import', async () => {
  const files = samples('magento-customer.csv', 'magento-customer-address.csv');
  const place = await placeWithWorker(files);
  const args = ['magento-customer.csv', '--addresses', 'magento-customer-address.csv', ...WEBSITES];
  const detached = await place.command(['import', ...args, '--yes', '--detach']).ended;
  const importId = detached.stdout.trim();
  expect(await place.command(['import', 'watch', importId]).ended).toMatchObject({ status: 0 });
  const reported = await place.command(['import', 'report', importId, '--json']).ended;
  expect(jsonLines(reported.stdout).at(-1)).toMatchObject({ importId, rows: 6, made: 6, refused: 0 });
});
