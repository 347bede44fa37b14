import { appendFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { openImportFile, readRows } from '../../src/importFile';
import { HEADER, setImportFolder } from './importFolder';

const folder = setImportFolder();
const ROW = 'ann@example.com,Ann,Lee\n';
const LINE = JSON.stringify({ customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } });

describe('a file that is not UTF-8', () => {
  test.each([
    ['Latin-1', 'latin1', 'line 3: is not UTF-8 text at byte 68 of the file'],
    ['UTF-16 without a mark', 'utf16le', 'line 1: is not UTF-8 text at byte 2 of the file'],
  ] as const)('as %s is reported with line and byte', async (_, encoding, place) => {
    const text = `${HEADER}\n${ROW}ben@example.com,Zoë,Lee\n`;
    const problem = await folder.problemOf(Buffer.from(text, encoding));
    expect(problem).toBe(`${place}; the file must be UTF-8, so save it as UTF-8`);
  });

  test('as UTF-16 with a mark is reported by its name', async () => {
    const problem = await folder.problemOf(Buffer.from(`\ufeff${HEADER}\n${ROW}`, 'utf16le'));
    expect(problem).toBe('line 1: is UTF-16; the file must be UTF-8, so save it as UTF-8');
  });

  test('is reported far behind its beginning, even if it is cut in the middle of a character', async () => {
    const rows = `${HEADER}\n${ROW.repeat(4000)}`;
    const at = Buffer.byteLength(rows) + 1;
    const said = `line 4002: is not UTF-8 text at byte ${at} of the file; the file must be UTF-8, so save it as UTF-8`;
    expect(await folder.problemOf(Buffer.concat([Buffer.from(rows), Buffer.from('é').subarray(0, 1)]))).toBe(
      said,
    );
    expect(await folder.problemOf(Buffer.concat([Buffer.from(rows), Buffer.from('\u00ff', 'latin1')]))).toBe(
      said,
    );
  });

  test('is not reported for a character across two blocks', async () => {
    const rows = [1, 2, 3, 4].map(
      (spaces) => `${HEADER}\n${' '.repeat(spaces)}${'𝒜é€'.repeat(20_000)},Ann,Lee\n`,
    );
    for (const content of rows) {
      expect(await folder.read(content)).toHaveLength(1);
    }
  });
});

describe('a file that was cut', () => {
  test('in a quoted cell names the line in which the row begins', async () => {
    expect(await folder.problemOf(`${HEADER}\n${ROW}"ben@example.com\n\n`)).toBe(
      'line 3: a cell of the row that begins here has a quote that is never closed; the file was cut, or a quote is missing',
    );
  });

  test('in its gzip data names the line', async () => {
    const zipped = gzipSync(`${HEADER}\n${ROW}`);
    expect(await folder.problemOf(zipped.subarray(0, -9))).toMatch(
      /^line [123]: the gzip data ends in the middle of this line; the file was cut$/,
    );
  });

  test('and whose gzip data is damaged names the line', async () => {
    const zipped = gzipSync(`${HEADER}\n${ROW}`);
    zipped.writeUInt32LE(1, zipped.length - 8);
    expect(await folder.problemOf(zipped)).toMatch(
      /^line [123]: the gzip data of this line, or of one close/,
    );
  });

  test('in a line of JSON names the line', async () => {
    expect(await folder.problemOf(`${LINE}\n\n${LINE.slice(0, -3)}`)).toBe(
      'line 3: the file ends in the middle of this line; it was cut',
    );
  });
});

describe('a row of more than 1 MiB', () => {
  const LONG = 'x'.repeat(10_000_000);

  test.each([
    ['in a cell', `${HEADER}\n${ROW}ben@example.com,${LONG},Lee\n`],
    ['in a quoted cell', `${HEADER}\n${ROW}ben@example.com,"${LONG}",Lee\n`],
    ['and less than 2 MiB', `${HEADER}\n${ROW}ben@example.com,${'x'.repeat(1_100_000)},Lee\n`],
    ['in many empty cells', `${HEADER}\n${ROW}${','.repeat(3_000_000)}\n`],
  ])('%s of CSV is reported with its line', async (_, content) => {
    expect(await folder.problemOf(content)).toBe(
      'line 3: the row that begins here has more than 1 MiB; perhaps a quote is missing',
    );
  });

  test('in a line of JSON is reported with its line', async () => {
    expect(await folder.problemOf(`${LINE}\n{"customer":"${LONG}"}\n`)).toBe(
      'line 2: the row that begins here has more than 1 MiB',
    );
  });

  test('is fatal, but one that is only too large for an input is a bad row among others', async () => {
    const rows = await folder.read(`${HEADER}\nben@example.com,${'x'.repeat(600_000)},Lee\n${ROW}`);
    expect(rows.map(({ kind }) => kind)).toEqual(['bad', 'good']);
  });
});

test.each([
  ['an empty file', '', {}, 'is empty'],
  ['a file of a byte order mark', '\ufeff', {}, 'is empty'],
  ['a zipped empty file', gzipSync(''), {}, 'is empty'],
  ['empty lines as CSV', '\n\n', { format: 'csv' }, 'is empty'],
  ['empty lines as JSON Lines', '\n \r\n', { format: 'jsonl' }, 'is empty'],
  ['a header alone', `\n${HEADER}\n\n`, {}, 'line 2: there are no rows below the header'],
  ['a header over empty rows', `${HEADER}\n,,\n" ",,\n`, {}, 'line 1: there are no rows below the header'],
  [
    'a column without a name that is not empty',
    `${HEADER},\n${ROW.trim()},\nben@example.com,Ben,Lee,7\n`,
    {},
    'line 1: column 4 has no name, and line 3 has something in it; name it or remove it',
  ],
  [
    'one such column among other mistakes of the header',
    `${HEADER},,id\n${ROW.trim()},,1\nben@example.com,Ben,Lee,7,2\n`,
    {},
    'line 1: column 5 (id) must be left out; Commerce gives the ID; column 4 has no name, and line 3 has something in it; name it or remove it',
  ],
  [
    'a header of many columns',
    `${HEADER},${Array.from({ length: 90_000 }, (_, index) => `c${index}`).join(',')}\n${ROW}`,
    {},
    'line 1: has 90003 columns; the most is 2000',
  ],
  [
    'an Excel workbook',
    Buffer.from('PK\u0003\u0004\u0014\u0000\u0006\u0000'),
    { format: 'csv' },
    'is an Excel workbook or another zip archive, not CSV; open it in the spreadsheet program and save it as "CSV UTF-8", or unzip it',
  ],
  [
    'an old Excel workbook',
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    {},
    'is an Excel workbook of the old form (.xls), not CSV; open it in the spreadsheet program and save it as "CSV UTF-8"',
  ],
  [
    'a list of JSON',
    `[${LINE}]`,
    {},
    'line 1: a JSON list begins here; write each of its members on a line of its own, without the list (jq -c ".[]")',
  ],
  [
    'a quote within a cell',
    `${HEADER}\n${ROW}b"n@example.com,Ben,Lee\n`,
    {},
    'line 3: a cell of the row that begins here has a quote in its middle; put the whole cell in quotes, and double those in it',
  ],
  [
    'text behind a quote',
    `${HEADER}\n${ROW}"ben"@example.com,Ben,Lee\n`,
    {},
    'line 3: a cell of the row that begins here has a quote in its middle; put the whole cell in quotes, and double those in it',
  ],
] as const)('%s cannot be imported', async (_, content, options, problem) => {
  expect(await folder.problemOf(content, options)).toBe(problem);
});

test('a missing file and a folder are reported by name', async () => {
  const open = async (path: string) => await openImportFile(path, { spoolFolder: folder.spoolFolder() });
  await expect(open('nobody.csv')).rejects.toThrow('nobody.csv: there is no such file');
  await expect(open(folder.spoolFolder())).rejects.toThrow(
    `${folder.spoolFolder()}: is a folder; give a file`,
  );
});

test('a device is refused, because it may never end', async () => {
  const open = openImportFile('/dev/zero', { spoolFolder: folder.spoolFolder() });
  await expect(open).rejects.toThrow(
    '/dev/zero: is a device, which may never end; give a file, or - for standard input',
  );
});

test('a header with the most columns is read within seconds', async () => {
  const columns = Array.from({ length: 1_980 }, (_, index) => `addresses.${index % 99}.a${index}`);
  const startedAtMs = performance.now();
  await folder.problemOf(`${HEADER},${columns.join(',')}\n`);
  expect(performance.now() - startedAtMs).toBeLessThan(10_000);
});

test('a file that changes between two passes is reported, because the second pass would read other rows', async () => {
  const path = await folder.write(`${HEADER}\n${ROW}`);
  const file = await folder.openPath(path);
  await appendFile(path, 'ben@example.com,Ben,Lee\n');
  await expect(readRows(file).next()).rejects.toThrow('was changed while it was read');
});
