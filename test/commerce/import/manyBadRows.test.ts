import { seededRandom } from '../../../src/sandbox/random';
import { denied, simulate, unavailable } from './simulatedChunk';

const ROWS = 500;

const BAD_ROWS = {
  'every second row': (row: number) => row % 2 === 0,
  'every third row': (row: number) => row % 3 === 0,
  'nine of ten rows': (row: number) => row % 10 !== 5,
} as const;

const SERVICES = {
  'is well': () => () => false,
  'fails for a minute in the middle': () => (atMs: number) => atMs >= 3_000 && atMs < 63_000,
  'loses three of ten requests': (seed: number) => {
    const random = seededRandom(seed);
    return () => random() < 0.3;
  },
} as const;

const badRows = Object.entries(BAD_ROWS);

describe.each(badRows)('where %s always fails', (_, isBad) => {
  const bad = Array.from({ length: ROWS }, (_row, index) => index + 1).filter(isBad);

  test.each(
    Object.entries(SERVICES).flatMap(([name, service]) =>
      [2, 16, 64].map((concurrency) => [name, concurrency, service] as const),
    ),
  )('and Commerce %s, only those rows are refused, with %d rows at once', (_name, concurrency, service) => {
    const fails = service(1);
    const { made, refused, stopped, endedAtMs } = simulate({
      ...{ rows: ROWS, concurrency, untilMs: 3_600_000 },
      answer: (row, atMs) => (isBad(row) || fails(atMs) ? unavailable() : undefined),
    });
    expect(stopped).toBeUndefined();
    expect(refused.map(({ row }) => row).sort((one, other) => one - other)).toEqual(bad);
    expect(made).toHaveLength(ROWS - bad.length);
    expect(endedAtMs).toBeLessThan(20 * 60_000);
  });

  test('those rows are refused even if the worker was killed when only they were left', () => {
    const answer = (row: number) => (isBad(row) ? unavailable() : undefined);
    const killed = simulate({ rows: ROWS, untilMs: 8_000, answer });
    const left = killed.kept.retried.map(({ row }) => row);
    const { refused, stopped } = simulate({ rows: ROWS, answer, earlier: killed.kept, only: left });
    expect(stopped).toBeUndefined();
    expect(refused).toHaveLength(left.length);
  });
});

test('every second row with a page of 403 is refused, and the others are made', () => {
  const { made, refused, stopped } = simulate({
    rows: ROWS,
    answer: (row) => (row % 2 === 0 ? denied() : undefined),
  });
  expect(stopped).toBeUndefined();
  expect([made.length, refused.length]).toEqual([250, 250]);
});

describe('no good row is refused by chance', () => {
  test.each([2, 16, 64])('if three of four requests fail at random, with %d rows at once', (concurrency) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const random = seededRandom(seed);
      const { refused, stopped } = simulate({
        ...{ rows: ROWS, concurrency, seed },
        answer: () => (random() < 0.75 ? unavailable() : undefined),
      });
      expect({ refused, stopped }).toEqual({ refused: [], stopped: undefined });
    }
  });

  test.each([2, 16, 64])('if Commerce is healthy one second in four, with %d rows at once', (concurrency) => {
    for (let seed = 1; seed <= 3; seed += 1) {
      const { refused, stopped } = simulate({
        ...{ rows: ROWS, concurrency, seed },
        answer: (_, atMs) => (atMs % 4_000 >= 1_000 ? unavailable() : undefined),
      });
      expect({ refused, stopped }).toEqual({ refused: [], stopped: undefined });
    }
  });
});
