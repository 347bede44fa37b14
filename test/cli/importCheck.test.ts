import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderWith, jsonLines, onboard } from './onboard';

const SAMPLES = join(__dirname, '../importFile/otherShops');

/** Runs `onboard import` on a machine without settings. */
async function importing(args: readonly string[], files: Readonly<Record<string, string | Uint8Array>> = {}) {
  return await onboard(['import', ...args], { cwd: await folderWith(files) });
}

function sample(name: string): string {
  return readFileSync(join(SAMPLES, name), 'utf8');
}

const PEOPLE = 'email,firstname,lastname\n';

test('--check needs no settings, and ends with a summary', async () => {
  const files = {
    'customers.csv': sample('magento-customer.csv'),
    'addresses.csv': sample('magento-customer-address.csv'),
  };
  const args = [
    'customers.csv',
    '--addresses',
    'addresses.csv',
    '--website',
    'base=1',
    '--website',
    'second=2',
  ];
  const { status, stdout, stderr } = await importing([...args, '--check'], files);
  expect(stderr.split('\n')).toEqual([
    "customers.csv: is read as Magento's customer export.",
    'Passwords cannot be imported from another shop: Commerce mails each customer a link to set one.',
    '',
  ]);
  expect(stdout.split('\n')).toEqual([
    'Rows: 6 of 6 can be imported, 0 cannot (0 of them are duplicates).',
    'Columns used (customers.csv): email, _website, prefix, firstname, middlename, lastname, suffix, group_id, dob, taxvat, gender, disable_auto_group_change, password',
    'Left out: website_id (it is an ID of the old shop; _website and --website give the website in Commerce)',
    'Left out: store_id (it is an ID of the old shop; _store and --store give the store view in Commerce)',
    'Left out: created_in (Commerce sets it, from the store view)',
    'Left out: password_hash, rp_token, rp_token_created_at (passwords cannot be imported; each customer gets a mail with a link to set one)',
    'Left out: confirmation (it is the key that confirms an account in the old shop)',
    'Left out: created_at, updated_at (Commerce sets it)',
    'Left out: failures_num, first_failure, lock_expires (it counts failed logins in the old shop)',
    'Left out: _store (no --store is given: customers belong to the default store view of their website)',
    'Sent as custom attributes: crm_id, vip, credit, tier, interests, member_since, notes (Commerce ignores those that the shop does not have)',
    expect.stringMatching(/^Columns used \(addresses\.csv\): _website, _email, city, company, /),
    'Left out: _entity_id (it is an ID of the old shop)',
    'Left out: vat_is_valid, vat_request_date, vat_request_id, vat_request_success (Commerce validates VAT numbers itself)',
    'Mails: 6 will go out, one to each customer, unless the shop suppresses them.',
    '',
  ]);
  expect(status).toBe(0);
});

test('--check --json prints the same as a document', async () => {
  const { status, stdout } = await importing(['s.csv', '--check', '--json'], {
    's.csv': sample('shopify-customer.csv'),
  });
  expect(status).toBe(2);
  expect(jsonLines(stdout)).toEqual([
    {
      ...{ rows: 3, good: 2, bad: 1, duplicates: 0, mails: 3 },
      columns: {
        used: expect.arrayContaining(['Email', 'Phone']),
        leftOut: expect.arrayContaining([{ column: 'Total Spent', because: 'orders are not imported' }]),
        customAttributes: [],
      },
    },
  ]);
});

test('website codes without an ID are named together, however many rows have them', async () => {
  const { status, stderr } = await importing(['m.csv', '--check'], {
    'm.csv': sample('magento-customer.csv'),
  });
  expect(stderr).toMatch(
    /\(row 5\): _website: no ID is known for the website second; give --website second=ID$/m,
  );
  expect(stderr).toMatch(/^Add the IDs of these codes, .*: --website base=ID --website second=ID$/m);
  expect(status).toBe(2);
});

test('addresses without a customer in the file are reported with their lines', async () => {
  const files = {
    'c.csv': 'email,_website,firstname,lastname\nann@example.com,base,Ann,Lee\n',
    'a.csv': '_website,_email,city\nbase,zoe@example.com,Rome\n',
  };
  const { status, stderr } = await importing(
    ['c.csv', '--addresses', 'a.csv', '--website', 'base=1', '--check'],
    files,
  );
  expect(stderr).toMatch(/^a\.csv: skipped 1 addresses without a customer in c\.csv \(line 2\)\.$/m);
  expect(status).toBe(0);
});

test.each<[string, readonly string[], string | Uint8Array, RegExp]>([
  [
    'an unknown column',
    [],
    'email,firstname,lastname,shoe_size\na@example.com,A,Lee,4\n',
    /column 4 \(shoe_size\) is not known; Commerce refuses every row/,
  ],
  ['a workbook', [], Buffer.from('PK\u0003\u0004xyz'), /^f\.csv: is an Excel workbook/],
  [
    'a website code without an ID',
    ['--website', 'base'],
    PEOPLE,
    /must be a code and its ID, such as base=1/,
  ],
  [
    'addresses with a file of our own',
    ['--addresses', 'f.csv'],
    `${PEOPLE}a@example.com,A,Lee\n`,
    /--addresses goes with the customer export of another shop/,
  ],
  ['a map that does not exist', ['--map', 'm.csv'], PEOPLE, /^m\.csv: there is no such file/],
])('%s is refused with a sentence', async (_, args, content, sentence) => {
  const { status, stdout, stderr } = await importing(['f.csv', ...args, '--check'], { 'f.csv': content });
  expect(stderr).toMatch(sentence);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test('--allow-unknown sends an unknown column, and an unknown member of JSON Lines', async () => {
  const files = {
    'f.csv': 'email,firstname,lastname,shoe_size\na@example.com,A,Lee,4\n',
    'f.jsonl': '{"customer":{"email":"a@example.com","firstname":"A","lastname":"Lee","shoe_size":4}}\n',
  };
  for (const file of ['f.csv', 'f.jsonl']) {
    expect(await importing([file, '--check', '--allow-unknown'], files)).toMatchObject({ status: 0 });
    const refused = await importing([file, '--check'], files);
    expect(refused).toMatchObject({ status: 2, stderr: expect.stringMatching(/shoe_size\b.* is not known/) });
  }
});

test.each([
  ['a folder', ['.'], /^\.: is a folder; give a file$/m],
  [
    'a device',
    ['/dev/zero'],
    /^\/dev\/zero: is a device, which may never end; give a file, or - for standard input$/m,
  ],
])('%s is refused with a sentence', async (_, args, sentence) => {
  expect(await importing([...args, '--check'])).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(sentence),
  });
});

test('--map-template writes a map of a file to standard output, or to a new file', async () => {
  const cwd = await folderWith({ 'people.csv': 'E-Mail;First Name;Surname\na@example.com;Ann;Lee\n' });
  const map =
    'column,field,conversion,left out because\nE-Mail,email,,\nFirst Name,firstname,,\nSurname,lastname,,\n';
  const printed = await onboard(['import', '--map-template', 'people.csv'], { cwd });
  expect(printed).toMatchObject({ status: 0, stdout: map });
  const written = await onboard(['import', 'people.csv', '--map-template', 'map.csv'], { cwd });
  expect(written).toMatchObject({ status: 0, stdout: '' });
  expect(await readFile(join(cwd, 'map.csv'), 'utf8')).toBe(map);
  const again = await onboard(['import', 'people.csv', '--map-template', 'map.csv'], { cwd });
  expect(again).toMatchObject({ status: 2, stderr: 'map.csv: exists already; name a new file\n' });
  const checked = await onboard(['import', 'people.csv', '--map', 'map.csv', '--check'], { cwd });
  expect(checked).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^Rows: 1 of 1 can be imported/),
  });
});
