import fc from 'fast-check';
import { StepFailure } from '../../../src/commerce/failure';
import { type FailureType, FAILURES } from '../../../src/contract/failures';
import { seededRandom } from '../../../src/sandbox/random';
import { denied, simulate, unavailable } from './simulatedChunk';

const MINUTE_MS = 60_000;

/** Failure types that say nothing about the row. */
const ABOUT_THE_SERVICE = (Object.keys(FAILURES) as FailureType[]).filter(
  (type) =>
    FAILURES[type].fixedBy === 'surroundings' &&
    ![
      'InvalidCredentials',
      'InvalidConfiguration',
      'CustomerNotFound',
      'CustomerReplaced',
      'StepTimedOut',
    ].includes(type),
);

describe('a row that always fails while the others are made', () => {
  test.each(ABOUT_THE_SERVICE)('is refused within 20 s, and the others continue: %s', (type) => {
    const { made, refused, stopped } = simulate({
      rows: 500,
      answer: (row) => (row === 250 ? new StepFailure(type, 'no') : undefined),
    });
    expect(stopped).toBeUndefined();
    expect(made).toHaveLength(499);
    expect(refused).toMatchObject([{ row: 250 }]);
    expect(refused[0]?.tries).toBeGreaterThanOrEqual(3);
    expect(refused[0]?.atMs).toBeLessThan(20_000);
  });

  test('wherever such rows are in the file, and with any number of rows at once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        fc.constantFrom(1, 2, 16, 64),
        fc.constantFrom(unavailable, denied),
        fc.constantFrom(5, 100, 2_000),
        (poison, concurrency, failure, answerAfterMs) => {
          // Nothing distinguishes rows at the very end, with none after them, from an outage.
          const rows = 80;
          const { made, refused, stopped, endedAtMs } = simulate({
            ...{ rows, concurrency, answerAfterMs },
            answer: (row) => (poison.includes(row) ? failure() : undefined),
          });
          expect(stopped).toBeUndefined();
          expect(made).toHaveLength(rows - poison.length);
          expect(refused.map(({ row }) => row).sort((a, b) => a - b)).toEqual(
            [...poison].sort((a, b) => a - b),
          );
          expect(endedAtMs).toBeLessThan(3 * MINUTE_MS + rows * answerAfterMs);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('is refused even as the last row', () => {
    const { refused, stopped, endedAtMs } = simulate({
      rows: 30,
      concurrency: 1,
      answer: (row) => (row === 30 ? unavailable() : undefined),
    });
    expect(stopped).toBeUndefined();
    expect(refused).toMatchObject([{ row: 30 }]);
    expect(endedAtMs).toBeLessThan(MINUTE_MS);
  });
});

describe('an outage', () => {
  test.each([
    [5_000, 1],
    [60_000, 16],
    [600_000, 16],
    [3 * 3_600_000, 64],
  ])('of %d ms refuses nobody, with %d rows at once', (outageMs, concurrency) => {
    const { made, refused, stopped } = simulate({
      rows: 300,
      concurrency,
      answer: (_, atMs) => (atMs >= 700 && atMs < 700 + outageMs ? unavailable() : undefined),
    });
    expect(stopped).toBeUndefined();
    expect(refused).toEqual([]);
    expect(made).toHaveLength(300);
  });

  test('begins hardly any new rows: each would need a search afterwards', () => {
    const { triesOf } = simulate({ rows: 500, answer: unavailable, untilMs: 10 * MINUTE_MS });
    expect(triesOf.size).toBeLessThan(16 + 20);
  });

  test('that lasts until the time to give up stops the import and refuses nobody', () => {
    const giveUpAfterMs = 10 * MINUTE_MS;
    const { made, refused, stopped } = simulate({
      rows: 300,
      settings: { giveUpAfterMs },
      answer: (_, atMs) => (atMs < 1_000 ? undefined : unavailable()),
    });
    expect(refused).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
    expect(stopped?.atMs).toBeGreaterThan(giveUpAfterMs - MINUTE_MS);
    expect(stopped?.atMs).toBeLessThan(giveUpAfterMs + 2 * MINUTE_MS);
  });

  test('counts towards the time to give up over all attempts, by durations', () => {
    const giveUpAfterMs = 10 * MINUTE_MS;
    const settings = { giveUpAfterMs };
    const first = simulate({ rows: 20, settings, answer: unavailable, untilMs: 8 * MINUTE_MS });
    expect(first.stopped).toBeUndefined();
    const second = simulate({ rows: 20, settings, answer: unavailable, earlier: first.kept });
    expect(second.stopped?.atMs).toBeLessThan(4 * MINUTE_MS);
    expect(second.refused).toEqual([]);
  });
});

test.each(['CustomerRejected', 'CustomerAlreadyExists', 'CustomerNotFound'] as const)(
  'rows that Commerce refuses in its own words are answers, and no outage: %s',
  (type) => {
    const { refused, stopped, endedAtMs } = simulate({
      rows: 200,
      concurrency: 4,
      answer: () => new StepFailure(type, 'no'),
    });
    expect(stopped).toBeUndefined();
    expect(refused).toHaveLength(200);
    expect(refused.every(({ tries }) => tries === 1)).toBe(true);
    expect(endedAtMs).toBe((200 / 4) * 100);
  },
);

test('a row that always fails is refused even if Commerce refuses all others in its own words', () => {
  const { refused, endedAtMs } = simulate({
    rows: 200,
    answer: (row) => (row === 100 ? unavailable() : new StepFailure('CustomerRejected', 'no')),
  });
  expect(refused).toHaveLength(200);
  expect(endedAtMs).toBeLessThan(20_000);
});

describe('a failure that concerns every row', () => {
  test.each(['InvalidCredentials', 'InvalidConfiguration'] as const)(
    'stops the import at the first row: %s',
    (type) => {
      const { stopped, triesOf } = simulate({
        rows: 100,
        concurrency: 1,
        answer: () => new StepFailure(type, 'no'),
      });
      expect(stopped).toMatchObject({ row: 1 });
      expect(triesOf.size).toBe(1);
    },
  );

  test.each([1, 16])(
    'stops the import within seconds if rights are missing, with %d rows at once',
    (concurrency) => {
      const { stopped, refused } = simulate({ rows: 100, concurrency, answer: denied });
      expect(stopped?.atMs).toBeLessThan(10_000);
      expect(refused).toEqual([]);
    },
  );

  test('stops the import if rights are withdrawn during it', () => {
    const { stopped, refused } = simulate({
      rows: 200,
      concurrency: 4,
      answer: (_, atMs) => (atMs < 2_000 ? undefined : denied()),
    });
    expect(stopped?.atMs).toBeLessThan(10_000);
    expect(refused).toEqual([]);
  });

  test('stops an import of a single row', () => {
    expect(simulate({ rows: 1, answer: denied }).stopped).toMatchObject({ row: 1 });
  });
});

test('random losses of up to 30 % refuse nobody in 20 chunks of 500 rows', () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seededRandom(seed);
    const share = [0.02, 0.1, 0.2, 0.3][seed % 4] ?? 0;
    const { made, refused, stopped } = simulate({
      rows: 500,
      answer: () => (random() < share ? unavailable() : undefined),
    });
    expect({ share, made: made.length, refused, stopped }).toEqual({
      ...{ share, made: 500, refused: [], stopped: undefined },
    });
  }
});
