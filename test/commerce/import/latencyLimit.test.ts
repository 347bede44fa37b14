import { LatencyLimit } from '../../../src/commerce/latencyLimit';
import { seededRandom } from '../../../src/sandbox/random';

interface Shop {
  /** The number of requests that it handles at once; the others wait in order. */
  readonly atOnce: number;
  readonly serviceMs: number;
  readonly workers: number;
  readonly most?: number;
  readonly forMs?: number;
}

/** Workers that import as fast as they may, and a single onboarding now and then, in virtual time. */
function simulate({ atOnce, serviceMs, workers, most = 64, forMs = 300_000 }: Shop) {
  const random = seededRandom(1);
  const limits = Array.from({ length: workers }, () => new LatencyLimit());
  const queue: { sentAtMs: number; answered: (durationMs: number) => void }[] = [];
  const events: { atMs: number; happen: () => void }[] = [];
  const singlesMs: number[] = [];
  let now = 0;
  let serving = 0;
  let rows = 0;
  const at = (atMs: number, happen: () => void) => {
    let place = events.length;
    while (place > 0 && events[place - 1]!.atMs > atMs) place -= 1;
    events.splice(place, 0, { atMs, happen });
  };
  const serve = () => {
    while (serving < atOnce && queue.length > 0) {
      const { sentAtMs, answered } = queue.shift()!;
      serving += 1;
      at(now + serviceMs * (0.7 + 0.6 * random()), () => {
        serving -= 1;
        answered(now - sentAtMs);
        serve();
      });
    }
  };
  const send = (answered: (durationMs: number) => void) => {
    queue.push({ sentAtMs: now, answered });
    serve();
  };
  const begin = (limit: LatencyLimit) => {
    while (limit.begin(most)) {
      send((durationMs) => {
        limit.learn({ kind: 'create', status: 200, durationMs }, now);
        limit.end();
        rows += 1;
        begin(limit);
      });
    }
  };
  const single = () => {
    send((durationMs) => singlesMs.push(durationMs));
    at(now + 20 * serviceMs, single);
  };
  limits.forEach(begin);
  at(30_000, single);
  while (now < forMs) {
    const event = events.shift()!;
    now = event.atMs;
    event.happen();
  }
  const sorted = singlesMs.sort((one, other) => one - other);
  return {
    singleTimesUsual: sorted[Math.floor(sorted.length / 2)]! / serviceMs,
    shareOfCapacity: rows / (forMs / serviceMs) / atOnce,
  };
}

test.each([
  [2, 1],
  [4, 1],
  [4, 2],
  [8, 2],
  [16, 1],
  [32, 2],
])(
  'if Commerce handles %d at once, %d importing workers leave room and still use its capacity',
  (atOnce, workers) => {
    const { singleTimesUsual, shareOfCapacity } = simulate({ atOnce, workers, serviceMs: 800 });
    expect(singleTimesUsual).toBeLessThan(3);
    expect(shareOfCapacity).toBeGreaterThan(0.85);
  },
);

test('if Commerce handles all at once, as many rows as the setting allows are in flight', () => {
  const { shareOfCapacity } = simulate({ atOnce: 64, workers: 1, serviceMs: 800 });
  expect(shareOfCapacity).toBeGreaterThan(0.9);
});

test('a few milliseconds of our own machine do not count', () => {
  const limit = new LatencyLimit();
  for (let answers = 0; answers < 200; answers += 1) {
    while (limit.begin(64)) continue;
    limit.learn({ kind: 'create', status: 200, durationMs: answers < 20 ? 1 : 20 }, answers);
  }
  let inFlight = 0;
  for (let row = 0; row < 64; row += 1) limit.end();
  while (limit.begin(64)) inFlight += 1;
  expect(inFlight).toBe(64);
});

test('failures and refusals do not count as latency', () => {
  const limit = new LatencyLimit();
  for (let answers = 0; answers < 100; answers += 1) {
    while (limit.begin(64)) continue;
    limit.learn({ kind: 'create', status: 200, durationMs: 800 }, answers);
    limit.learn({ kind: 'create', status: 400, durationMs: 50 }, answers);
    limit.learn({ kind: 'create', status: 503, durationMs: 60_000 }, answers);
    limit.learn({ kind: 'create', status: undefined, durationMs: 60_000 }, answers);
  }
  for (let row = 0; row < 64; row += 1) limit.end();
  let inFlight = 0;
  while (limit.begin(64)) inFlight += 1;
  expect(inFlight).toBe(64);
});
