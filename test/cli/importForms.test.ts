import { gzipSync } from 'node:zlib';
import { folderWith, jsonLines, onboard } from './onboard';

/** What `onboard import FILE --check` prints for a file, on a machine without settings. */
async function checked(name: string, content: string | Uint8Array, args: readonly string[] = []) {
  const cwd = await folderWith({ [name]: content });
  return await onboard(['import', name, '--check', '--json', ...args], { cwd });
}

const CSV = 'email,firstname,lastname\nann@example.com,Ann,Lee\n';
const PERSON = { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' };

function line(members: string): string {
  return `${JSON.stringify({ customer: PERSON }).replace('}}', `,${members}}}`)}\n`;
}

describe('reads what a spreadsheet writes', () => {
  test.each<[string, string | Uint8Array]>([
    ['rows of empty and blank cells', `,,\n${CSV} ,\t,\n\n\u00a0,\u3000,\n,,\n`],
    ['columns without a name that are empty', CSV.replaceAll('\n', ',, ,\n')],
    ['a first line sep=;', `sep=;\r\n${CSV.replaceAll(',', ';')}`],
    ['a byte order mark twice', `\ufeff\ufeff${CSV}`],
    ['a byte order mark, sep=; and another mark', `\ufeffsep=;\n\ufeff${CSV.replaceAll(',', ';')}`],
    ['tabs', CSV.replaceAll(',', '\t')],
    ['line ends of one carriage return', CSV.replaceAll('\n', '\r')],
    ['gzip', gzipSync(CSV)],
    ['90,000 empty columns', CSV.replaceAll('\n', `${','.repeat(90_000)}\n`)],
  ])('with %s', async (_, content) => {
    const { status, stdout } = await checked('people.csv', content);
    expect(jsonLines(stdout)).toMatchObject([{ rows: 1, good: 1, bad: 0, mails: 1 }]);
    expect(status).toBe(0);
  });
});

describe('what is not CSV is reported with advice', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    [
      'a workbook',
      Buffer.from('PK\u0003\u0004xyz'),
      /is an Excel workbook .*; open it in the spreadsheet program/,
    ],
    [
      'an old workbook',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /is an Excel workbook of the old form \(\.xls\)/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${CSV}`, 'utf16le'), /line 1: is UTF-16; .*save it as UTF-8/],
    ['another encoding', Buffer.from(`${CSV}bo@example.com,Bö,Lee\n`, 'latin1'), /line 3: is not UTF-8 text/],
    ['a zero byte', `${CSV}bo@example.com,B\u0000,Lee\n`, /line 3: is not UTF-8 text at byte/],
    ['a JSON list', '[{"email":"ann@example.com"}]', /line 1: a JSON list begins here/],
    ['nothing', ' \n\n', /is empty/],
    [
      'a column with values but no name',
      'email,firstname,lastname,\na@b,A,B,x\n',
      /column 4 has no name, and line 2/,
    ],
    [
      '90,000 columns',
      `${CSV.trim()}${',x'.repeat(90_000)}\n`,
      /^people: line 2 \(row 1\): .*the header has 3/,
    ],
    [
      'a header of 90,000 columns',
      `${'x,'.repeat(90_000)}x\n`,
      /line 1: has 90001 columns; the most is 2000/,
    ],
  ])('%s', async (_, content, sentence) => {
    const { status, stderr } = await checked('people', content);
    expect(stderr).toMatch(sentence);
    expect(status).toBe(2);
  });
});

describe('a value that would be sent differently is refused', () => {
  test.each([
    [
      'an integer of 20 digits',
      '"points":12345678901234567890',
      /line 1, column \d+: this number has too many/,
    ],
    ['a number beyond a double', '"custom_attributes":{"x":1e400}', /column \d+: this number has too many/],
    [
      'more digits than a double',
      '"custom_attributes":{"x":0.10000000000000000555}',
      /this number has too many/,
    ],
    ['a date as a number', '"dob":33238', /customer\.dob: must be text in quotes/],
    ['a date as a number in quotes', '"dob":"33238"', /customer\.dob: must be a day that exists/],
    ['a day that does not exist', '"dob":"1980-02-30"', /customer\.dob: must be a day that exists/],
    ['a value that is not a day', '"dob":"0000-00-00"', /customer\.dob: must be a day that exists/],
    [
      'an attribute that is true',
      '"custom_attributes":{"x":true}',
      /customer\.custom_attributes\.x: must be text/,
    ],
    [
      'an attribute that is a list',
      '"custom_attributes":[{"attribute_code":"x","value":[1]}]',
      /customer\.custom_attributes\.0\.value: must be text/,
    ],
    ['a member that would get lost', '"__proto__":{"points":7}', /customer: has a member __proto__/],
  ])('%s', async (_, members, sentence) => {
    const { status, stdout, stderr } = await checked('people.jsonl', line(members));
    expect(stderr).toMatch(sentence);
    expect(jsonLines(stdout)).toMatchObject([{ rows: 1, good: 0, mails: 0 }]);
    expect(status).toBe(2);
  });

  test.each(['33238', '1980-02-30', '0000-00-00', '31.12.1980', '2/29/80'])(
    'the date %s of a CSV file',
    async (dob) => {
      const csv = CSV.replace('\n', ',dob\n').replace('Lee\n', `Lee,${dob}\n`);
      const { status, stderr } = await checked('people.csv', csv);
      expect(stderr).toBe(
        'people.csv: line 2 (row 1): dob: must be a day that exists, as YYYY-MM-DD, such as 1990-01-31\n',
      );
      expect(status).toBe(2);
    },
  );

  test('except one that is sent unchanged', async () => {
    const attributes = ['{"x":0.1,"y":null,"z":"7"}', '[{"attribute_code":"x","value":1.50}]'];
    for (const form of attributes) {
      const { stdout } = await checked(
        'people.jsonl',
        line(`"custom_attributes":${form},"dob":"1980-02-29"`),
      );
      expect(jsonLines(stdout)).toMatchObject([{ good: 1, bad: 0 }]);
    }
  });
});

describe('a header with mistakes', () => {
  const MAGENTO = 'email,_website,firstname,lastname';

  test.each([
    ['middelname', 'middlename'],
    ['dob_', 'dob'],
    ['gneder', 'gender'],
  ])('is reported with the column that %s may mean, and no row is checked', async (column, near) => {
    const csv = `${MAGENTO},${column}\nann@example.com,base,Ann,Lee,x\n`;
    const { status, stdout, stderr } = await checked('m.csv', csv, ['--website', 'base=1']);
    expect(stderr).toMatch(new RegExp(`^m\\.csv: line 1: column 5 \\(${column}\\) .*\\b${near}\\b`));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('is accepted with --allow-unknown, and the output says what happens to the column', async () => {
    const csv = `${MAGENTO},middelname\nann@example.com,base,Ann,Lee,x\n`;
    const { status, stdout } = await checked('m.csv', csv, ['--website', 'base=1', '--allow-unknown']);
    expect(jsonLines(stdout)).toMatchObject([{ good: 1, columns: { customAttributes: ['middelname'] } }]);
    expect(status).toBe(0);
  });

  test('of a file without a header repeats no personal data, and sends no control characters to the terminal', async () => {
    const map = 'column,field\nMail,email\nFirst,firstname\nLast,lastname\n';
    const cwd = await folderWith({
      'map.csv': map,
      'people.csv': 'ann@example.com,Ann,Lee\n',
      'named.csv': `Mail,First,Last,\u001b]0;x\u0007${'y'.repeat(9_000)}\n`,
    });
    const people = await onboard(['import', 'people.csv', '--map', 'map.csv', '--check'], { cwd });
    expect(people.stderr).toMatch(/^people\.csv: line 1: has no column Mail.*; column 1 is not known/);
    expect(people.stderr).not.toMatch(/ann|Lee/i);
    const named = await onboard(['import', 'named.csv', '--map', 'map.csv', '--check'], { cwd });
    expect(named.stderr).toMatch(/^named\.csv: line 1: column 4 \(\S*.{3,70}\.\.\.\) is not known/);
    expect(named.stderr.length).toBeLessThan(400);
    expect(named.stderr).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  test('is reported completely, for both files', async () => {
    const files = {
      'c.csv': `${MAGENTO},sufix,prefx\nann@example.com,base,Ann,Lee,,\n`,
      'a.csv': '_website,_email,cty,compny\nbase,ann@example.com,,\n',
    };
    const cwd = await folderWith(files);
    const { status, stderr } = await onboard(['import', 'c.csv', '--addresses', 'a.csv', '--check'], { cwd });
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringMatching(/^c\.csv: line 1: column 5 \(sufix\) .*; column 6 \(prefx\) /),
      expect.stringMatching(/^a\.csv: line 1: column 3 \(cty\) .*; column 4 \(compny\) /),
    ]);
    expect(status).toBe(2);
  });
});

test('an ID of a website that no column needs is reported', async () => {
  const { status, stderr } = await checked('people.csv', CSV, ['--website', 'base=2']);
  expect(stderr).toBe(
    '--website is ignored: people.csv has no column for such codes. Give each row a website_id instead.\n',
  );
  expect(status).toBe(0);
});

test('a row with an address that Commerce refuses by default is reported, and counted in the summary', async () => {
  const header = 'email,firstname,lastname,addresses.0.country_id,addresses.0.city,addresses.0.firstname';
  const csv = `${header},addresses.0.lastname,addresses.0.street.0\nann@example.com,Ann,Lee,GB,London,Ann,Lee,1 Main\nbo@example.com,Bo,Lee,,,,,\n`;
  const { status, stdout, stderr } = await checked('people.csv', csv);
  expect(stderr).toBe(
    'people.csv: line 2 (row 1): addresses.0.telephone: is empty, and Commerce refuses an address without it\n',
  );
  expect(jsonLines(stdout)).toMatchObject([{ good: 2, doubtful: 1 }]);
  expect(status).toBe(0);
});
