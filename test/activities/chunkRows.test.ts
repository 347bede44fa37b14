import { ChunkRows, type RowTry } from '../../activities/chunkRows';
import { RowsInFlight } from '../../activities/rowsInFlight';
import { StepFailure } from '../../src/commerce/failure';
import { RowFailures } from '../../src/commerce/rowFailures';
import { RowTries } from '../../src/commerce/rowTries';
import type { ImportRow, RowOutcome } from '../../src/contract/importing';
import { somebody } from '../setup/people';

jest.mock('../../activities/asStepFailure', () => ({ asStepFailure: (error: unknown) => error }));

const SETTINGS = { retryFirstMs: 1, retryMaxMs: 1, giveUpAfterMs: 60_000 };

function chunkRows(rows: ImportRow[], begin: (row: ImportRow) => RowTry) {
  const outcomes: RowOutcome[] = [];
  const cut = new AbortController();
  const tries = new RowTries(SETTINGS);
  const failures = new RowFailures({
    ...{ settings: SETTINGS, tries, key: 'chunk', rowCount: rows.length },
    earlier: { retried: [], failingForMs: 0 },
    random: Math.random,
  });
  const run = new ChunkRows({
    ...{ rows, begin, failures, tries, cut: cut.signal },
    inFlight: new RowsInFlight(16, undefined),
    onOutcome: (outcome) => outcomes.push(outcome),
    isStopping: () => false,
  });
  return { run, outcomes, cut };
}

function rowsOf(count: number): ImportRow[] {
  return Array.from({ length: count }, (_, index) => ({
    row: index + 1,
    input: { customer: somebody() },
  }));
}

function made(row: number): RowOutcome {
  return { row, outcome: 'made', customerId: row };
}

function onboarding(tryOnce: () => Promise<RowOutcome>): RowTry {
  return { tryOnce, refusedWith: () => Promise.reject(new Error('not refused')) as never };
}

test('a row that is cut off at the end, with no other row waiting, does not count as done', async () => {
  const gone = new StepFailure('StepTimedOut', 'the worker was shut down');
  const { run, outcomes } = chunkRows(rowsOf(3), ({ row }) =>
    onboarding(() => (row === 2 ? Promise.reject(gone) : Promise.resolve(made(row)))),
  );
  await expect(run.run()).rejects.toBe(gone);
  expect(outcomes.map(({ row }) => row)).toEqual([1, 3]);
});

test('nor does one that is cut off because nobody waits for it any more', async () => {
  const reason = new Error('nobody waits');
  const { run, cut } = chunkRows(rowsOf(2), ({ row }) =>
    onboarding(() => {
      if (row === 1) return Promise.resolve(made(row));
      cut.abort(reason);
      return Promise.reject(reason);
    }),
  );
  await expect(run.run()).rejects.toBe(reason);
});

test('a chunk that is stopped lets the row in flight complete, and begins no other', async () => {
  const { run, outcomes } = chunkRows(rowsOf(2), ({ row }) =>
    onboarding(async () => {
      run.stop(new Error('cancelled'));
      return await Promise.resolve(made(row));
    }),
  );
  await expect(run.run()).rejects.toThrow('cancelled');
  expect(outcomes.map(({ row }) => row)).toEqual([1]);
});
