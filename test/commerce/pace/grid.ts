import { type Cell, type Outage, settled, throughOutage } from './world';
import { VirtualClock } from './virtualClock';

const LIMIT = 20;
/** The simulated service answers in 100 ms. */
const ONE_AT_A_TIME = 10;

export interface Grid {
  readonly losses: readonly number[];
  readonly outageSeconds: readonly number[];
  /** How long failures last that come at any rate. */
  readonly anyRateSeconds: readonly number[];
  readonly workers: readonly number[];
}

const OUTAGES = [
  'all 503',
  'no connection',
  'creates 503',
  'creates 429',
  '429',
  '429 with Retry-After',
  'slow',
] as const satisfies Outage[];

/** Failures that no rate makes fewer. */
const AT_ANY_RATE = [
  '429 for one in five',
  '429 for one in twenty',
  '429 in one second of ten',
  '503 for one in ten',
] as const satisfies Outage[];

/** Tests what holds in each cell of the grid; without a limit a single worker stands for all, as none shares anything. */
export function describeGrid({ losses, outageSeconds, anyRateSeconds, workers }: Grid): void {
  const clock = new VirtualClock();
  beforeEach(() => clock.install());
  afterEach(() => clock.uninstall());

  const outages: { outage: Outage; seconds: number }[] = [
    ...OUTAGES.flatMap((outage) => outageSeconds.map((seconds) => ({ outage, seconds }))),
    ...AT_ANY_RATE.flatMap((outage) => anyRateSeconds.map((seconds) => ({ outage, seconds }))),
  ];

  describe.each(outages)('$seconds s of $outage', ({ outage, seconds }) => {
    const cells = losses.flatMap((share): Omit<Cell, 'outage' | 'outageS'>[] => [
      { losses: share, workers: 1 },
      // A limit and many losses: which requests it refuses is chance, and so is the rate.
      ...(share > 0.2 ? [] : workers.map((count) => ({ losses: share, workers: count, limit: LIMIT }))),
    ]);
    test.each(cells)('is made up for in 30 s, with %j', async (cell) => {
      const { before, after } = await throughOutage({ ...cell, outage, outageS: seconds }, clock);
      expect(after.sent / before.sent).toBeGreaterThanOrEqual(0.9);
    });
  });

  describe.each(workers)('%i workers', (count) => {
    test.each(losses)('keep their throughput where a share of %p breaks', async (share) => {
      const without = await settled({ losses: 0, workers: count, limit: LIMIT }, clock);
      const { sent } = await settled({ losses: share, workers: count, limit: LIMIT }, clock);
      expect(sent / without.sent).toBeGreaterThanOrEqual(0.8);
    });

    test('find the limit, and share it', async () => {
      const { taken, refusedShare } = await settled({ losses: 0, workers: count, limit: LIMIT }, clock);
      expect(taken / LIMIT).toBeGreaterThanOrEqual(0.85);
      expect(refusedShare).toBeLessThan(0.03);
    });
  });

  test.each(losses)(
    'a worker without a limit is slowed down by no share of %p that breaks',
    async (share) => {
      const without = await settled({ losses: 0, workers: 1 }, clock);
      const { sent } = await settled({ losses: share, workers: 1 }, clock);
      expect(sent / without.sent).toBeGreaterThanOrEqual(0.95);
      expect(sent).toBeGreaterThan(ONE_AT_A_TIME);
    },
  );
}
