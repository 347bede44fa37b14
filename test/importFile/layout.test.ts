import { execFile } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readRows } from '../../src/importFile';
import { all, HEADER, inputOf, setImportFolder } from './importFolder';

const folder = setImportFolder();
const INPUT = { customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } };
const LINE = JSON.stringify(INPUT);
const CSV = `${HEADER}\nann@example.com,Ann,Lee\n`;

test.each([
  ['people.csv', CSV],
  ['people.CSV.GZ', gzipSync(CSV)],
  ['people.tsv', CSV.replaceAll(',', '\t')],
  ['people', gzipSync(CSV)],
  ['people.txt', CSV.replaceAll(',', ';')],
  ['people.txt', CSV.replaceAll(',', '|')],
  ['people.txt', CSV.replaceAll(',', '\t')],
  ['people.csv', `\ufeff${CSV}`],
  ['people.csv', CSV.replaceAll('\n', '\r\n')],
  ['people.csv', CSV.replaceAll('\n', '\r')],
  ['people.csv', CSV.trim()],
  ['people.csv', `\n\r\n${CSV}\n`],
  ['people.csv', CSV.replace(HEADER, '"email", firstname ,"lastname"')],
  ['people.jsonl', LINE],
  ['people.ndjson.gz', gzipSync(`${LINE}\r\n`)],
  ['people', `\ufeff\n  ${LINE}\n\n`],
])('%s is read completely', async (name, content) => {
  const rows = await folder.read(content, { name });
  expect(rows.map(inputOf)).toEqual([INPUT]);
});

test("the caller's options take precedence over the file's name and its header", async () => {
  const csv = 'email;firstname;lastname\nann@example.com;Ann;Lee\n';
  const rows = await folder.read(csv, { name: 'people.jsonl', format: 'csv', delimiter: ';' });
  expect(rows.map(inputOf)).toEqual([INPUT]);
});

test.each([
  ['sep=;\r\n', ';'],
  ['"sep=;"\n', ';'],
  ['SEP=|\n', '|'],
  ['sep=\t\n', '\t'],
  ['\ufeffsep=;\n\ufeff', ';'],
  ['sep=;;;\n', ';'],
  ['\ufeff\ufeff', ','],
])('a spreadsheet may begin a file with %j', async (beginning, delimiter) => {
  const rows = await folder.read(`${beginning}${CSV.replaceAll(',', delimiter)}`, { name: 'people.csv' });
  expect(rows.map(inputOf)).toEqual([INPUT]);
});

test("the caller's delimiter takes precedence over the one in the file", async () => {
  const rows = await folder.read(`sep=;\n${CSV}`, { delimiter: ',' });
  expect(rows.map(inputOf)).toEqual([INPUT]);
});

test('empty rows, lines above the header and columns of a spreadsheet are ignored', async () => {
  const csv = `,,,,\n${HEADER}, ,\n , ,\t,,\nann@example.com,Ann,Lee,,\n,,,,\n`;
  expect((await folder.read(csv)).map((row) => [row.row, row.line, inputOf(row)])).toEqual([[1, 4, INPUT]]);
});

test('a delimiter in a quoted column name is not counted', async () => {
  const problem = await folder.problemOf('",,,,,";email;firstname;lastname\n');
  expect(problem).toBe('line 1: column 1 has no name such as email or addresses.0.city');
});

test.each(['', ',,', '"', '\n'])('%j is not a delimiter', async (delimiter) => {
  expect(await folder.problemOf(CSV, { delimiter })).toBe(
    'the delimiter must be one character, but no quote and no line break',
  );
});

test('rows are counted from 1 without the header, and their lines include line breaks in cells and empty lines', async () => {
  const csv = `\r\n${HEADER}\r\na@example.com,"A\r\nB\nC",Lee\r\n\r\n\r\nb@example.com,B,Lee\r\n" ",,\r\nx,,\r\n`;
  const rows = await folder.read(csv);
  expect(rows.map(({ row, line }) => [row, line])).toEqual([
    [1, 3],
    [2, 8],
    [3, 10],
  ]);
});

test('a file can be read twice at the same time', async () => {
  const file = await folder.open(CSV);
  const [one, other] = await Promise.all([all(readRows(file)), all(readRows(file))]);
  expect(one).toEqual(other);
  expect(one).toHaveLength(1);
});

test('standard input is read twice, and the spool folder shows none of it', async () => {
  const script = `
    const { openImportFile, readRows, validateFile } = require(${JSON.stringify(resolve('dist/src/importFile'))});
    const { readdirSync } = require('node:fs');
    (async () => {
      const file = await openImportFile('-', { spoolFolder: process.argv[1] });
      const { rows } = await validateFile(file, { onBad: () => {} });
      const emails = [];
      for await (const row of readRows(file)) emails.push(row.input.customer.email);
      console.log(JSON.stringify({ name: file.name, rows, emails, seen: readdirSync(process.argv[1]) }));
      await file.close();
    })();`;
  const child = spawn(process.execPath, ['-e', script, folder.spoolFolder()], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(gzipSync(CSV));
  const output = (await all(child.stdout as AsyncIterable<Buffer>)).join('');
  expect(JSON.parse(output)).toEqual({
    name: 'standard input',
    rows: 1,
    emails: ['ann@example.com'],
    seen: [],
  });
});

test('a pipe is read twice', async () => {
  const pipe = join(folder.spoolFolder(), 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  const writer = createWriteStream(pipe);
  writer.end(CSV);
  const [file] = await Promise.all([folder.openPath(pipe), once(writer, 'close')]);
  expect((await all(readRows(file))).map(inputOf)).toEqual([INPUT]);
  expect((await all(readRows(file))).map(inputOf)).toEqual([INPUT]);
  expect(await readdir(folder.spoolFolder())).toEqual(['pipe']);
});
