import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { type BadRow, validateFile, validatedRows } from '../../src/importFile';
import { all, HEADER, linesOf, setImportFolder } from './importFolder';

const folder = setImportFolder();

/** Validates a file, and returns the result and the bad rows. */
async function validatedFile(content: string | Uint8Array) {
  const file = await folder.open(content);
  const badRows: BadRow[] = [];
  const validation = await validateFile(file, { onBad: (row) => void badRows.push(row) });
  const { rows, good, bad, duplicates, digest } = validation;
  return { file, validation, badRows, found: { rows, good, bad, duplicates }, digest };
}

test('two rows with one address and website are reported with both row numbers, and the second is bad', async () => {
  const { found, badRows, file, validation } = await validatedFile(
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
  expect(badRows.map((row) => [row.row, row.line, ...linesOf(row)])).toEqual([
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

test('in JSON Lines a duplicate is reported by its field', async () => {
  const line = JSON.stringify({ customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' } });
  const { badRows } = await validatedFile(`${line}\n${line}\n`);
  expect(badRows.map(linesOf)).toEqual([[expect.stringMatching(/^customer\.email: is in row 1 \(line 1\)/)]]);
});

test('every duplicate is found in order, even among more rows than fit into memory', async () => {
  const people = Array.from({ length: 15_000 }, (_, row) => `p${row % 12_000}@example.com,Ann,Lee`);
  const { found, badRows, file, validation } = await validatedFile(`${HEADER}\n${people.join('\n')}\n`);
  expect(found).toEqual({ rows: 15_000, good: 12_000, bad: 3_000, duplicates: 3_000 });
  const expected = Array.from({ length: 3_000 }, (_, index) => 12_001 + index);
  expect(badRows.map(({ row }) => row)).toEqual(expected);
  let bad = 0;
  for await (const row of validatedRows(file, validation)) {
    if (row.kind === 'bad') bad += row.row;
  }
  expect(bad).toBe(expected.reduce((sum, row) => sum + row, 0));
  expect(await readdir(folder.spoolFolder())).toEqual([]);
});

test('the digest covers the original bytes', async () => {
  const zipped = gzipSync(`\ufeff${HEADER}\nann@example.com,Ann,Lee\n`);
  expect((await validatedFile(zipped)).digest).toBe(createHash('sha256').update(zipped).digest('hex'));
});

test('the next row is read only after the bad row was handled', async () => {
  const file = await folder.open(`${HEADER}\nx,,\nx,,\n`);
  const steps: string[] = [];
  await validateFile(file, {
    onBad: async ({ row }) => {
      steps.push(`begun ${row}`);
      for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
      steps.push(`done ${row}`);
    },
  });
  expect(steps).toEqual(['begun 1', 'done 1', 'begun 2', 'done 2']);
});
