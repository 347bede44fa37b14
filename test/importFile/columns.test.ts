import { ALLOW_UNKNOWN, HEADER, inputOf, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();
const PERSON = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };

/** The only row of a file with one customer and these further cells. */
async function rowWith(cells: Record<string, string>) {
  const names = Object.keys(cells).join(',');
  const [row] = await folder.read(
    `${HEADER},${names}\nann@example.com,Ann,Lee,${Object.values(cells).join(',')}\n`,
    ALLOW_UNKNOWN,
  );
  return row;
}

async function inputWith(cells: Record<string, string>) {
  return inputOf(await rowWith(cells));
}

test('columns are fields of the customer, of the update and of the input', async () => {
  const cells = { dob: '2001-02-03', 'update.lastname': 'May', password: 'Secret1!', onExisting: 'adopt' };
  expect(await inputWith(cells)).toEqual({
    customer: { ...PERSON, dob: '2001-02-03' },
    update: { lastname: 'May' },
    password: 'Secret1!',
    onExisting: 'adopt',
  });
});

test('dotted paths make objects and lists, in any order of the columns', async () => {
  const cells = {
    'addresses.1.country_id': 'DE',
    'addresses.0.city': 'Austin',
    'addresses.0.country_id': 'US',
    'addresses.0.region.region_id': '57',
    'addresses.0.street.1': 'Flat 2',
    'addresses.0.street.0': '1 Main',
    'custom_attributes.0.attribute_code': 'tier',
    'custom_attributes.0.value': '007',
    'extension_attributes.is_subscribed': 'true',
  };
  expect(await inputWith(cells)).toEqual({
    customer: {
      ...PERSON,
      addresses: [
        { city: 'Austin', country_id: 'US', region: { region_id: 57 }, street: ['1 Main', 'Flat 2'] },
        { country_id: 'DE' },
      ],
      custom_attributes: [{ attribute_code: 'tier', value: '007' }],
      extension_attributes: { is_subscribed: true },
    },
  });
});

test("known fields have the API's type, and others are text", async () => {
  const cells = {
    website_id: ' 2 ',
    group_id: '-1',
    taxvat: '0012',
    shoe_size: '42',
    'shop.ids.0': '7',
    'extension_attributes.assistance_allowed': '2',
  };
  expect(await inputWith(cells)).toEqual({
    customer: {
      ...PERSON,
      website_id: 2,
      group_id: -1,
      taxvat: '0012',
      shoe_size: '42',
      shop: { ids: ['7'] },
      extension_attributes: { assistance_allowed: 2 },
    },
  });
});

test.each([
  ['TRUE', true],
  ['1', true],
  ['False', false],
  ['0', false],
])('%s is a boolean', async (cell, is_subscribed) => {
  expect(await inputWith({ 'extension_attributes.is_subscribed': cell })).toEqual({
    customer: { ...PERSON, extension_attributes: { is_subscribed } },
  });
});

test.each([
  ['group_id', '1.5', 'group_id: must be a whole number'],
  ['group_id', '1e3', 'group_id: must be a whole number'],
  ['group_id', '9007199254740993', 'group_id: must be a whole number'],
  ['update.gender', 'f', 'update.gender: must be a whole number'],
  ['extension_attributes.is_subscribed', 'yes', 'extension_attributes.is_subscribed: must be true or false'],
  ['website_id', '0', 'website_id: must be the ID of a website, 1 or more; leave it out for the default one'],
  ['onExisting', 'take', 'onExisting: must be "fail" or "adopt"'],
  [
    'store_id',
    '1',
    'store_id: asks for customer.website_id; give the website that the store view belongs to',
  ],
])('the cell of column %s may not be %s', async (name, cell, line) => {
  expect(linesOf(await rowWith({ [name]: cell }))).toEqual([line]);
});

test('all mistakes of a row are reported, including missing fields', async () => {
  const [row] = await folder.read(`${HEADER},group_id\n,Ann,,x\n`);
  expect(linesOf(row)).toEqual([
    'group_id: must be a whole number',
    'email: is missing; give the e-mail address of the customer',
    'lastname: is missing; give the name',
  ]);
});

test('an empty cell leaves its field out, and a list skips its empty members', async () => {
  const cells = { dob: '', 'update.lastname': '', 'addresses.0.city': '', 'addresses.1.country_id': 'DE' };
  expect(await inputWith(cells)).toEqual({ customer: { ...PERSON, addresses: [{ country_id: 'DE' }] } });
});

test('a problem in a list with skipped members is reported by its column', async () => {
  const cells = { 'addresses.0.city': '', 'addresses.1.city': 'Bonn', 'addresses.1.country_id': 'Germany' };
  expect(linesOf(await rowWith(cells))).toEqual([
    expect.stringMatching(/^addresses\.1\.country_id: must be the two/),
  ]);
});

test('a row with more or fewer cells than the header is a bad row among good ones', async () => {
  const rows = await folder.read(
    `${HEADER}\na@example.com,A\nb@example.com,B,Lee\nx\nc@example.com,C,Lee,\n`,
  );
  expect(rows.map(linesOf)).toEqual([
    ['input: has 2 cells; the header has 3'],
    [],
    ['input: has 1 cell; the header has 3'],
    ['input: has 4 cells; the header has 3'],
  ]);
});

test('an unknown column with a dangerous name is a field like others', async () => {
  expect(JSON.stringify(await inputWith({ __proto__x: 'a', 'constructor.prototype': 'b' }))).toContain(
    '"constructor":{"prototype":"b"}',
  );
});

describe('a header', () => {
  test.each([
    ['firstname,lastname', 'has no column email; the first line names the columns'],
    ['name', 'has no column email, firstname, lastname; the first line names the columns'],
    [`${HEADER},email`, 'column 4 (email) is there twice; keep one of them'],
    [`${HEADER},email `, 'column 4 (email) is there twice; keep one of them'],
    [`${HEADER},id`, 'column 4 (id) must be left out; Commerce gives the ID'],
    [`${HEADER},update.created_at`, 'column 4 (update.created_at) must be left out; Commerce sets it'],
    [
      `${HEADER},Addresses.0.countryId`,
      'column 4 (Addresses.0.countryId) must be spelled addresses and must be spelled country_id',
    ],
    [`${HEADER},First Name`, 'column 4 (First Name) is not known; perhaps it is firstname'],
    [`${HEADER},x y z`, 'column 4 has no name such as email or addresses.0.city'],
    [`${HEADER},a..b`, 'column 4 has no name such as email or addresses.0.city'],
    [`${HEADER},customer.dob`, 'column 4 (customer.dob) is named without "customer." before it'],
    [`${HEADER},email.work`, 'column 4 (email.work) is a member of email, which is a single value'],
    [`${HEADER},a,a.b`, 'column 5 (a.b) is a member of a, which is a single value'],
    [`${HEADER},a.b,a`, 'column 5 (a) is a single value, and other columns are members of it'],
    [`${HEADER},update`, 'column 4 (update) is an object; name its members, as update.NAME'],
    [`${HEADER},addresses`, 'column 4 (addresses) is a list; number its members, as addresses.0'],
    [
      `${HEADER},addresses.city`,
      'column 4 (addresses.city) is no member of a list; number the members, as addresses.0',
    ],
    [`${HEADER},a.0,a.b`, 'column 5 (a.b) is no member of a list; number the members, as a.0'],
    [`${HEADER},a.b,a.0`, 'column 5 (a.0) is no member of an object; name the members, as a.NAME'],
    [
      `${HEADER},id,id`,
      'column 4 (id) must be left out; Commerce gives the ID; column 5 (id) is there twice; keep one of them',
    ],
  ])('%s is reported', async (header, mistake) => {
    const problem = await folder.problemOf(`${header}\nann@example.com,Ann,Lee\n`, ALLOW_UNKNOWN);
    expect(problem).toBe(`line 1: ${mistake}`);
  });

  test('with unknown columns names them all, with similar names', async () => {
    const header = `${HEADER},shoe_size,telephon,Zip Code,E-Mail,addresses.0.citty`;
    expect(await folder.problemOf(`${header}\n`)).toBe(
      'line 1: column 6 (Zip Code) is not known; perhaps it is addresses.0.postcode; column 7 (E-Mail) must be spelled email; ' +
        'column 4 (shoe_size) is not known; column 5 (telephon) is not known; perhaps it is addresses.0.telephone; ' +
        'column 8 (addresses.0.citty) is not known; perhaps it is addresses.0.city; ' +
        'Commerce refuses every row with an unknown field: rename these columns, or say what they are with --map, or send them with --allow-unknown',
    );
  });

  test('that is missing is reported without the personal data in its place', async () => {
    const problem = await folder.problemOf('ann@example.com,Ann,O Lee\nben@example.com,Ben,Lee\n');
    expect(problem).toContain('has no column email, firstname, lastname');
    expect(problem).not.toMatch(/example|O Lee/);
  });
});
