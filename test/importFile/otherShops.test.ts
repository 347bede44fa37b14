import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportFile, validateFile } from '../../src/importFile';
import { columnsReport } from '../../src/importFile/columnsReport';
import { all, inputOf, linesOf, readingWith, setImportFolder } from './importFolder';
import { readRows } from '../../src/importFile';

const folder = setImportFolder();

const WEBSITES = new Map([
  ['base', 1],
  ['second', 2],
]);
const CODES = { websites: WEBSITES, stores: new Map<string, number>() };

type Given = Parameters<typeof readingWith>[0];

function sample(name: string): string {
  return readFileSync(join(__dirname, 'otherShops', name), 'utf8');
}

async function opened(content: string, given: Given = {}): Promise<ImportFile> {
  return await folder.open(content, readingWith({ codes: CODES, ...given }));
}

async function inputsOf(content: string, given: Given = {}): Promise<unknown[]> {
  return (await all(readRows(await opened(content, given)))).map(inputOf);
}

async function problemOf(content: string, given: Given = {}): Promise<unknown> {
  return await folder.problemOf(content, readingWith({ codes: CODES, ...given }));
}

describe("Magento's composite file", () => {
  const HEADER =
    'email,_website,_store,firstname,lastname,gender,_address_city,_address_country_id,_address_postcode,' +
    '_address_region,_address_street,_address_telephone,_address_default_billing_,_address_default_shipping_,_address_floor';
  const FIRST = 'ann@example.com,base,,Ann,Lee,Female,Austin,US,73301,Texas,"1 Main\nFloor 2",1,1,,3';
  const CONTINUED = ',,,,,,Bonn,de,53111,,Domplatz 1,2,,1,';
  const OTHER = 'ben@example.com,second,,Ben,May,,,,,,,,,,';

  test('has further addresses of a customer in the rows below', async () => {
    expect(await inputsOf([HEADER, FIRST, CONTINUED, OTHER].join('\n'))).toEqual([
      {
        customer: {
          ...{ email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee', website_id: 1, gender: 2 },
          addresses: [
            {
              ...{ firstname: 'Ann', lastname: 'Lee', street: ['1 Main', 'Floor 2'], city: 'Austin' },
              ...{ country_id: 'US', postcode: '73301', telephone: '1', default_billing: true },
              region: { region_id: 57, region_code: 'TX', region: 'Texas' },
              custom_attributes: [{ attribute_code: 'floor', value: '3' }],
            },
            {
              ...{ firstname: 'Ann', lastname: 'Lee', street: ['Domplatz 1'], city: 'Bonn' },
              ...{ country_id: 'DE', postcode: '53111', telephone: '2', default_shipping: true },
            },
          ],
        },
      },
      { customer: { email: 'ben@example.com', firstname: 'Ben', lastname: 'May', website_id: 2 } },
    ]);
  });

  test('names the line of a wrong row below', async () => {
    const rows = await all(
      readRows(await opened([HEADER, FIRST, ',,,,,,Bonn,Germany,53111,,Domplatz 1,2,,1,', OTHER].join('\n'))),
    );
    expect(rows.map((row) => [row.row, row.line, linesOf(row)])).toEqual([
      [1, 2, [expect.stringMatching(/^_address_country_id: must be the two capital letters .* \(line 4\)$/)]],
      [2, 5, []],
    ]);
  });

  test('may not contradict the customer in the rows below', async () => {
    const rows = [
      FIRST,
      CONTINUED.replace(',,,,,,', ',base,,,,Male,'),
      CONTINUED.replace(',,,,,,', ',base,,,,Female,'),
    ];
    const [row] = await all(readRows(await opened([HEADER, ...rows].join('\n'))));
    expect(linesOf(row)).toEqual(["gender: differs from the customer's own row; empty it (line 4)"]);
  });

  test('does not begin with a row without a customer', async () => {
    const [row] = await all(readRows(await opened([HEADER, CONTINUED].join('\n'))));
    expect(linesOf(row)).toContain('email: is missing; give the e-mail address of the customer');
  });
});

describe('the columns of another shop', () => {
  const HEADER = 'email,_website,firstname,lastname,gender';

  test.each([
    [
      'a website without an ID',
      'ann@example.com,third,Ann,Lee,',
      '_website: no ID is known for the website third; give --website third=ID',
    ],
    [
      'a gender that is none',
      'ann@example.com,base,Ann,Lee,Herr',
      'gender: must be Male, Female or Not Specified',
    ],
    ['no name', 'ann@example.com,base,,Lee,', 'firstname: is missing; give the name'],
  ])('are named if a cell is wrong: %s', async (_, cells, line) => {
    const [row] = await all(readRows(await opened(`${HEADER}\n${cells}\n`)));
    expect(linesOf(row)).toEqual([line]);
  });

  test('that are unknown and flat are custom attributes in a file of Magento', async () => {
    const [input] = await inputsOf(`${HEADER},loyalty,note\nann@example.com,base,Ann,Lee,,7,\n`);
    expect(input).toMatchObject({
      customer: { custom_attributes: [{ attribute_code: 'loyalty', value: '7' }] },
    });
  });

  test.each([
    [
      'email,_website,firstname,lastnam,Loyalty Points,firstname,websiteId',
      'line 1: has no column lastname, for lastname; ' +
        "column 4 (lastnam) is not known in Magento's customer export; perhaps it is lastname; correct it, or send it as a custom attribute with --allow-unknown; " +
        "column 5 (Loyalty Points) is not known in Magento's customer export; say what it is with --map, or leave it out with --allow-unknown; " +
        'column 6 (firstname) is there twice; keep one of them; ' +
        'column 7 (websiteId) is no custom attribute: its code must not be website_id, which is a field of the object around the attributes; give it there',
    ],
    [
      'user_email,first_name,last_name,billing_phon,points',
      "line 1: column 4 (billing_phon) is not known in WooCommerce's customer export; perhaps it is billing_phone; say what it is with --map, or leave it out with --allow-unknown; " +
        "column 5 (points) is not known in WooCommerce's customer export; say what it is with --map, or leave it out with --allow-unknown",
    ],
    [
      '_email,_website,city',
      'holds addresses alone; import the file of the customers, and give this one with --addresses',
    ],
  ])('are wrong in a header: %s', async (header, problem) => {
    expect(await problemOf(`${header}\n${header.replace(/[^,]+/g, 'x')}\n`)).toBe(problem);
  });

  test('that are unknown are left out if the caller allows it', async () => {
    const csv = 'user_email,first_name,last_name,points\nann@example.com,Ann,Lee,7\n';
    const file = await opened(csv, { allowUnknown: true });
    expect((await all(readRows(file))).map(inputOf)).toEqual([
      { customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } },
    ]);
    expect(columnsReport(file.reading)?.leftOut).toEqual([
      { column: 'points', because: 'it is unknown (--allow-unknown)' },
    ]);
  });

  test("make no address from the customer's own data", async () => {
    const header = 'Email,First Name,Last Name,Accepts Email Marketing,Default Address City,Phone';
    const [row] = await all(readRows(await opened(`${header}\nann@example.com,Ann,Lee,no,,'+1\n`)));
    expect(inputOf(row)).toMatchObject({ customer: { email: 'ann@example.com' } });
    expect(row).not.toHaveProperty('input.customer.addresses');
    expect(row).not.toHaveProperty('leftOut');
  });

  test('with more addresses than one write of the buffer are all found', async () => {
    const people = Array.from({ length: 450 }, (_, index) => `p${index}@example.com`);
    const addresses = await folder.write(
      `_website,_email,city,country_id,postcode,street,telephone\n${people.map((email, index) => `base,${email},City ${index},DE,1,Weg 1,1`).join('\n')}\n`,
    );
    const customers = `${HEADER}\n${people.map((email) => `${email},base,Ann,Lee,`).join('\n')}\n`;
    expect(await inputsOf(customers, { addresses })).toMatchObject(
      people.map((email, index) => ({ customer: { email, addresses: [{ city: `City ${index}` }] } })),
    );
  });

  test.each([
    ['MA', 'US', { region_id: 32, region_code: 'MA', region: 'Massachusetts' }],
    ['QC', 'CA', { region_id: 76, region_code: 'QC', region: 'Quebec' }],
    ['BC', 'MX', { region_code: 'BC', region: 'BC' }],
    ['DE-BY', 'DE', { region_id: 81, region_code: 'BAY', region: 'Bayern' }],
    ['nw', 'DE', { region_id: 88, region_code: 'NRW', region: 'Nordrhein-Westfalen' }],
  ])('name the region %s of %s as Commerce does', async (code, country, region) => {
    const header =
      'Email,First Name,Last Name,Accepts Email Marketing,Default Address Address1,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Phone';
    const [input] = await inputsOf(
      `${header}\nann@example.com,Ann,Lee,no,1 Main,X,${code},${country},'0123,'+1\n`,
    );
    expect(input).toMatchObject({ customer: { addresses: [{ region, postcode: '0123', telephone: '+1' }] } });
  });
});

describe('a column that is similar to one of the table', () => {
  const HEADER = 'email,_website,firstname,lastname';

  test.each([
    ['middelname', 'middlename'],
    ['frstname', 'firstname'],
    ['gendre', 'gender'],
    ['taxvta', 'taxvat'],
    ['first_name', 'firstname'],
    ['password_hsh', 'password_hash'],
    ['_address_cty', '_address_city'],
    ['_address_regon_id', '_address_region_id'],
  ])('is not a custom attribute: %s', async (column, near) => {
    const csv = `${HEADER},${column}\nann@example.com,base,Ann,Lee,x\n`;
    expect(await problemOf(csv)).toMatch(
      new RegExp(
        `^line 1: column 5 \\(${column}\\) is not known in .*; perhaps it is ${near}\\b.*; correct it, or send`,
      ),
    );
  });

  test('is sent as a custom attribute if the caller allows it', async () => {
    const csv = `${HEADER},taxvat2,dob_\nann@example.com,base,Ann,Lee,x,y\n`;
    const file = await opened(csv, { allowUnknown: true });
    expect((await all(readRows(file))).map(inputOf)).toMatchObject([
      { customer: { custom_attributes: [{ attribute_code: 'taxvat2', value: 'x' }] } },
    ]);
    expect(columnsReport(file.reading)).toMatchObject({
      customAttributes: ['taxvat2'],
      leftOut: [{ column: 'dob_' }],
    });
  });

  test("is the only exception: a shop's codes are custom attributes", async () => {
    const codes = [
      'crm_id',
      'vip',
      'credit',
      'tier',
      'member_since',
      'notes',
      'constructor',
      '_address_floor',
    ];
    const csv = `${HEADER},${codes.join()}\nann@example.com,base,Ann,Lee,${codes.join()}\n`;
    expect(columnsReport((await opened(csv)).reading)?.customAttributes).toEqual(codes);
  });
});

describe("a customer of Magento's", () => {
  test('has a website, and never the default one because a code is missing', async () => {
    const [row] = await all(
      readRows(await opened('email,_website,firstname,lastname\nann@example.com,,Ann,Lee\n')),
    );
    expect(linesOf(row)).toEqual(['_website: is empty; fill it in']);
  });

  test.each([
    ...[
      ['Männlich', 1],
      ['MA\u0308NNLICH', 1],
      ['Femme', 2],
      ['Hombre', 1],
      ['No especificado', 3],
    ],
  ])('may have a gender in another language: %s', async (label, number) => {
    const [input] = await inputsOf(
      `email,_website,firstname,lastname,gender\nann@example.com,base,Ann,Lee,${label}\n`,
    );
    expect(input).toMatchObject({ customer: { gender: number } });
  });
});

describe('addresses that Commerce would refuse', () => {
  const FILE = sample('woocommerce-customer.csv');

  test('are left out, and the row reports them', async () => {
    const rows = await all(readRows(await opened(FILE)));
    expect(rows[1]).toMatchObject({
      kind: 'good',
      leftOut: [{ path: 'billing_phone', message: expect.stringMatching(/^is empty, and Commerce refuses/) }],
    });
    expect(inputOf(rows[1])).toEqual({
      customer: { email: 'bo@example.com', firstname: 'Bo', lastname: 'Full' },
    });
  });

  test('include those with a long street', async () => {
    const header = 'email,_website,firstname,lastname,_address_city,_address_country_id,_address_postcode';
    const csv = `${header},_address_telephone,_address_street\nann@example.com,base,Ann,Lee,Bonn,DE,1,1,"Weg 1\n\nHof\nTor"\n`;
    const [row] = await all(readRows(await opened(csv)));
    expect(row).toMatchObject({
      leftOut: [
        {
          path: '_address_street',
          message: expect.stringMatching(/^has 3 lines, and Commerce refuses .* 2/),
        },
      ],
    });
    const [input] = await inputsOf(csv, { incompleteAddresses: 'send' });
    expect(input).toMatchObject({ customer: { addresses: [{ street: ['Weg 1', 'Hof', 'Tor'] }] } });
    const endless = csv.replace('Tor', 'Tor\n'.repeat(30));
    const [refused] = await all(readRows(await opened(endless, { incompleteAddresses: 'send' })));
    expect(linesOf(refused)).toEqual(['_address_street: has more than 20 lines']);
  });

  test('are sent if the caller wants it', async () => {
    const [, bo] = await inputsOf(FILE, { incompleteAddresses: 'send' });
    expect(bo).toMatchObject({
      customer: { addresses: [{ street: ['Hauptstr. 5'], default_billing: true }] },
    });
  });
});

test("a region is found by its name, because its ID is the old shop's own", async () => {
  const header = 'email,_website,firstname,lastname,_address_street,_address_city,_address_country_id';
  const rows = [
    ['US', 'Texas', 12],
    ['FR', 'Paris', 257],
    ['US', '', 12],
  ].map(
    ([country, region, id], index) =>
      `p${index}@example.com,base,Ann,Lee,1 Main,X,${country},1,1,${region},${id}`,
  );
  const csv = `${header},_address_postcode,_address_telephone,_address_region,_address_region_id\n${rows.join('\n')}\n`;
  expect(await inputsOf(csv)).toMatchObject([
    { customer: { addresses: [{ region: { region_id: 57, region_code: 'TX', region: 'Texas' } }] } },
    { customer: { addresses: [{ region: { region_id: 257, region: 'Paris' } }] } },
    { customer: { addresses: [{ region: { region_id: 12 } }] } },
  ]);
});

test("Shopify's text mark is removed from postcodes, but not from names", async () => {
  const header =
    'Email,First Name,Last Name,Accepts Email Marketing,Default Address Address1,Default Address City,Default Address Country Code,Default Address Zip,Phone';
  const [input] = await inputsOf(
    `${header}\nann@example.com,Ann,'t Hooft,no,'t Hof 3,'s-Hertogenbosch,CA,'K1A 0B1,'+1\n`,
  );
  expect(input).toMatchObject({
    customer: {
      lastname: "'t Hooft",
      addresses: [{ street: ["'t Hof 3"], city: "'s-Hertogenbosch", postcode: 'K1A 0B1', telephone: '+1' }],
    },
  });
});

test.each(['email', 'user_email'])('columns of WooCommerce plugins are known, with %s', async (email) => {
  const person: Readonly<Record<string, string>> = {
    [email]: 'ann@example.com',
    first_name: 'Ann',
    last_name: 'Lee',
  };
  const columns = [
    ...[
      'ID',
      'customer_id',
      'user_login',
      'user_pass',
      'user_nicename',
      email,
      'user_url',
      'date_registered',
    ],
    ...['first_name', 'last_name', 'user_status', 'roles', 'rich_editing', 'locale', 'session_tokens'],
    ...['billing_first_name', 'billing_email', 'billing_address_1', 'shipping_phone', 'total_spent'],
  ];
  const cells = columns.map((column) => person[column] ?? '');
  expect(await inputsOf(`${columns.join()}\n${cells.join()}\n`)).toEqual([
    { customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } },
  ]);
});

test("the download of WooCommerce's Analytics needs the names in two columns", async () => {
  const header =
    'Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code';
  const row = 'Ann Lee,ann,2026-01-02,2026-01-02,ann@example.com,1,10,10,US,Austin,TX,73301';
  expect(await problemOf(`${header}\n${row}\n`)).toBe(
    'line 1: has no column First Name, for firstname; has no column Last Name, for lastname',
  );
  expect(await inputsOf(`${header},First Name,Last Name\n${row},Ann,Lee\n`)).toEqual([
    { customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } },
  ]);
});

describe('a file of addresses', () => {
  const CUSTOMERS =
    'email,_website,firstname,lastname\nann@example.com,base,Ann,Lee\nann@example.com,second,Ann,Lee\n';
  const HEADER = '_website,_email,city,country_id,postcode,street,telephone,_address_default_billing_';

  test('is joined by address and website; addresses without a customer are counted', async () => {
    const addresses = await folder.write(
      `${HEADER}\nsecond,ANN@example.com,Bonn,DE,53111,Weg 1,1,1\nbase,zoe@example.com,Rome,IT,1,Via 1,1,\nsecond,ann@example.com,Rome,IT,2,Via 1,1,\n`,
    );
    const file = await opened(CUSTOMERS, { addresses });
    const inputs = (await all(readRows(file))).map(inputOf);
    expect(inputs).toMatchObject([
      { customer: { website_id: 1 } },
      {
        customer: {
          website_id: 2,
          addresses: [
            { city: 'Bonn', default_billing: true },
            { city: 'Rome', postcode: '2' },
          ],
        },
      },
    ]);
    expect(inputs[0]).not.toHaveProperty('customer.addresses');
    expect(file.reading).toMatchObject({ kind: 'csv' });
    expect(file.reading.kind === 'csv' && file.reading.addresses?.unclaimedLines()).toEqual([3]);
  });

  test('is named with its own line if a cell is wrong', async () => {
    const addresses = await folder.write(
      `${HEADER}\nbase,ann@example.com,Bonn,Germany,53111,Weg 1,1,maybe\n`,
    );
    const [row] = await all(readRows(await opened(CUSTOMERS, { addresses })));
    expect(linesOf(row)).toEqual([
      `_address_default_billing_: must be yes or no (${addresses}, line 2)`,
      expect.stringMatching(/^country_id: must be the two capital letters .*, line 2\)$/),
    ]);
  });

  test.each([
    ['a file of customers', CUSTOMERS, 'is not a file of addresses: it has no columns _email and _website'],
    ['a row of fewer cells', `${HEADER}\nbase,ann@example.com\n`, 'line 2: has 2 cells; the header has 8'],
  ])('is not %s', async (_, content, problem) => {
    expect(await problemOf(CUSTOMERS, { addresses: await folder.write(content) })).toBe(problem);
  });

  test('makes another import of the same customers', async () => {
    const keyWith = async (city: string) => {
      const addresses = await folder.write(`${HEADER}\nbase,ann@example.com,${city},DE,53111,Weg 1,1,1\n`);
      return (await opened(CUSTOMERS, { addresses })).reading.key;
    };
    expect(await keyWith('Bonn')).not.toBe(await keyWith('Rome'));
    expect(await keyWith('Bonn')).toBe(await keyWith('Bonn'));
  });
});

test('mails are counted, including one for each newsletter subscription', async () => {
  const file = await opened(sample('shopify-customer.csv'));
  expect(await validateFile(file, { onBad: () => undefined })).toMatchObject({ rows: 3, good: 2, mails: 3 });
});

test('the caller decides about our own file with columns of another shop', async () => {
  const csv = 'email,_website,firstname,lastname\nann@example.com,base,Ann,Lee\n';
  expect(await problemOf(csv, { table: 'fields' })).toMatch(
    /column 2 \(_website\) is not known; perhaps it is website_id;/,
  );
});
