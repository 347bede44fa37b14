import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type BadRow, validateFile, validatedRows } from '../../src/importFile';
import { all, HEADER, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();

/** Judges a file and says what it found and told. */
async function judgedFile(content: string | Uint8Array) {
  const file = await folder.open(content);
  const told: BadRow[] = [];
  const validation = await validateFile(file, { onBad: (row) => void told.push(row) });
  const { rows, good, bad, duplicates, digest } = validation;
  return { file, validation, told, found: { rows, good, bad, duplicates }, digest };
}

test('two rows of one address and website are told by their rows, and the second is bad', async () => {
  const { found, told, file, validation } = await judgedFile(
    [
      `${HEADER},website_id`,
      'ann@example.com,Ann,Lee,',
      'ANN@example.com,"An\nn",Lee,1',
      'Ann@Example.COM,Ann,Lee,',
      'ann@example.com,Anna,Lee,1',
      'ann@example.com,,Lee,2',
      'ann@example.com,Ann,Lee,2',
      'ann@example.com,Ann,Lee,',
    ].join('\n'),
  );
  expect(found).toEqual({ rows: 7, good: 3, bad: 4, duplicates: 3 });
  expect(told.map((row) => [row.row, row.line, ...linesOf(row)])).toEqual([
    [5, 7, 'firstname: is missing; give the name'],
    [3, 5, 'email: is in row 1 (line 2) already, for the same website; keep one of the two'],
    [4, 6, 'email: is in row 2 (line 3) already, for the same website; keep one of the two'],
    [7, 9, 'email: is in row 1 (line 2) already, for the same website; keep one of the two'],
  ]);
  const second = async () =>
    (await all(validatedRows(file, validation))).map(({ row, kind }) => `${row} ${kind}`);
  expect(await second()).toEqual(['1 good', '2 good', '3 bad', '4 bad', '5 bad', '6 good', '7 bad']);
  expect(await second()).toEqual(await second());
});

test('in JSON Lines a duplicate is told by its field', async () => {
  const line = JSON.stringify({ customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } });
  const { told } = await judgedFile(`${line}\n${line}\n`);
  expect(told.map(linesOf)).toEqual([[expect.stringMatching(/^customer\.email: is in row 1 \(line 1\)/)]]);
});

test('among more rows than fit into its memory every duplicate is found, in order', async () => {
  const people = Array.from({ length: 15_000 }, (_, row) => `p${row % 12_000}@example.com,Ann,Lee`);
  const { found, told, file, validation } = await judgedFile(`${HEADER}\n${people.join('\n')}\n`);
  expect(found).toEqual({ rows: 15_000, good: 12_000, bad: 3_000, duplicates: 3_000 });
  const expected = Array.from({ length: 3_000 }, (_, index) => 12_001 + index);
  expect(told.map(({ row }) => row)).toEqual(expected);
  let bad = 0;
  for await (const row of validatedRows(file, validation)) {
    if (row.kind === 'bad') bad += row.row;
  }
  expect(bad).toBe(expected.reduce((sum, row) => sum + row, 0));
  expect(await readdir(folder.spoolFolder())).toEqual([]);
});

test('the digest is that of the bytes as they are', async () => {
  const zipped = gzipSync(`\ufeff${HEADER}\nann@example.com,Ann,Lee\n`);
  expect((await judgedFile(zipped)).digest).toBe(createHash('sha256').update(zipped).digest('hex'));
});

test('the row that is bad is waited for before the next one is read', async () => {
  const file = await folder.open(`${HEADER}\nx,,\nx,,\n`);
  const steps: string[] = [];
  await validateFile(file, {
    onBad: async ({ row }) => {
      steps.push(`told ${row}`);
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      steps.push(`done ${row}`);
    },
  });
  expect(steps).toEqual(['told 1', 'done 1', 'told 2', 'done 2']);
});
