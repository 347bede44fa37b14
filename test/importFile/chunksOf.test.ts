import fc from 'fast-check';
import { chunksOf, type ReadRow } from '../../src/importFile';
import { all } from './importFolder';

function goodRow(row: number, remark = ''): ReadRow {
  const customer = { email: `p${row}@example.com`, firstname: 'Ann', lastname: 'Lee', remark };
  return { row, line: row + 1, kind: 'good', input: { customer } };
}

function badRow(row: number): ReadRow {
  return { row, line: row + 1, kind: 'bad', problems: [] };
}

async function* streamOf(rows: readonly ReadRow[]) {
  yield* rows;
}

async function rowsOfChunks(rows: readonly ReadRow[], limits?: { rows: number; bytes: number }) {
  const chunks = await all(chunksOf(streamOf(rows), limits));
  expect(chunks.map(({ chunk }) => chunk)).toEqual([...chunks.keys()]);
  return chunks.map((chunk) => chunk.rows.map(({ row }) => row));
}

test('a chunk has 500 rows and no bad ones', async () => {
  const rows = Array.from({ length: 1203 }, (_, index) =>
    index < 3 ? badRow(index + 1) : goodRow(index + 1),
  );
  const chunks = await rowsOfChunks(rows);
  expect(chunks.map((chunk) => [chunk[0], chunk.length])).toEqual([
    [4, 500],
    [504, 500],
    [1004, 200],
  ]);
});

test('a chunk has at most 512 KiB, unless a single row is larger', async () => {
  const rows = [10, 300_000, 300_000, 600_000, 10, 10].map((length, index) =>
    goodRow(index + 1, 'x'.repeat(length)),
  );
  expect(await rowsOfChunks(rows)).toEqual([[1, 2], [3], [4], [5, 6]]);
});

test('bytes are counted, not characters', async () => {
  const rows = [1, 2].map((row) => goodRow(row, 'é'.repeat(100)));
  expect(await rowsOfChunks(rows, { rows: 9, bytes: 500 })).toEqual([[1], [2]]);
});

test('every good row is in one chunk, in order, and no chunk has room for another row', async () => {
  const row = fc.tuple(fc.boolean(), fc.nat(200));
  const limits = fc.record({ rows: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 1, max: 800 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), limits, async (drawn, given) => {
      const rows = drawn.map(([isGood, length], index) =>
        isGood ? goodRow(index + 1, 'x'.repeat(length)) : badRow(index + 1),
      );
      const size = (number: number | undefined) => {
        const found = rows.find((each) => each.row === number);
        return found?.kind === 'good' ? JSON.stringify(found.input).length : 0;
      };
      const chunks = await rowsOfChunks(rows, given);
      expect(chunks.flat()).toEqual(rows.filter(({ kind }) => kind === 'good').map((good) => good.row));
      for (const [index, chunk] of chunks.entries()) {
        const bytes = chunk.reduce((sum, number) => sum + size(number), 0);
        expect(chunk).not.toEqual([]);
        expect(chunk.length === 1 || (chunk.length <= given.rows && bytes <= given.bytes)).toBe(true);
        const next = chunks[index + 1]?.[0];
        expect(next === undefined || chunk.length === given.rows || bytes + size(next) > given.bytes).toBe(
          true,
        );
      }
    }),
  );
});
