import { setMaxListeners } from 'node:events';
import { AdaptivePace } from '../../../src/commerce/pace/adaptivePace';
import type { RequestKind } from '../../../src/commerce/httpClient';
import { VirtualClock } from './virtualClock';
import { answered, randomFrom } from './world';

jest.setTimeout(180_000);

const UNDER_WAY = 200;
const LIMIT = 20;
const SEEDS = [1, 2, 3];

const clock = new VirtualClock();
beforeEach(() => clock.install());
afterEach(() => clock.uninstall());

/**
 * A fixed number of onboardings is under way, and where one ends a new one goes to any worker: unlike workers that
 * always have more to send, all wait for the slowest one in the end, so that the rates must become equal.
 */
class ClosedWorld {
  limit: number;
  areCreatesOut = false;
  private isOver = false;
  private second = 0;
  private inSecond = 0;
  private readonly sent: { readonly atMs: number; readonly isWithinLimit: boolean }[] = [];
  private readonly paces: AdaptivePace[];
  private readonly random: () => number;

  constructor({ workers, seed, limit }: { workers: number; seed: number; limit: number }) {
    this.limit = limit;
    this.random = randomFrom(seed);
    this.paces = Array.from({ length: workers }, () => new AdaptivePace({ service: 'Commerce' }));
    for (let count = 0; count < UNDER_WAY; count += 1) void this.circulate();
  }

  /** The share of the limit that is used, and of the requests that is refused. */
  async during(seconds: number): Promise<{ used: number; refused: number }> {
    const fromMs = performance.now();
    await clock.run(seconds * 1_000);
    const sent = this.sent.filter(({ atMs }) => atMs >= fromMs);
    const within = sent.filter(({ isWithinLimit }) => isWithinLimit).length;
    return { used: within / seconds / this.limit, refused: 1 - within / sent.length };
  }

  async end(): Promise<void> {
    this.isOver = true;
    for (const pace of this.paces) pace.stopWaiting();
    await clock.run(120_000);
  }

  private async circulate(): Promise<void> {
    while (!this.isOver) {
      const pace = this.paces[Math.floor(this.random() * this.paces.length)]!;
      await this.retried(pace, 'create');
      await this.retried(pace, 'update');
    }
  }

  private async retried(pace: AdaptivePace, kind: RequestKind): Promise<void> {
    for (let waitMs = 1_000; !this.isOver; waitMs = Math.min(2 * waitMs, 60_000)) {
      if (await this.isTaken(pace, kind)) return;
      await sleep(this.about(waitMs));
      // Whether the refused one was made all the same.
      while (kind === 'create' && !(await this.isTaken(pace, 'search'))) await sleep(1_000);
    }
  }

  private async isTaken(pace: AdaptivePace, kind: RequestKind): Promise<boolean> {
    const startedAtMs = performance.now();
    const attempt = {
      signal: NEVER,
      remainingMs: () => 75_000 - (performance.now() - startedAtMs),
      assertCurrent: () => undefined,
    };
    const url = new URL('https://commerce.test/V1/customers');
    const request = { kind, method: kind === 'search' ? 'GET' : 'POST', url, attempt } as const;
    const answer = await pace.pass(() => this.answer(kind), request).catch(() => undefined);
    return answer?.kind === 'answered' && answer.status === 200;
  }

  private async answer(kind: RequestKind) {
    const second = Math.floor(performance.now() / 1_000);
    this.inSecond = second === this.second ? this.inSecond + 1 : 1;
    this.second = second;
    const isWithinLimit = this.inSecond <= this.limit;
    this.sent.push({ atMs: performance.now(), isWithinLimit });
    const isOut = this.areCreatesOut && kind === 'create';
    await sleep(isWithinLimit ? this.about(kind === 'create' ? 400 : 150) : 5);
    return answered(!isWithinLimit ? 429 : isOut ? 503 : 200);
  }

  private about(ms: number): number {
    return ms * (0.8 + 0.4 * this.random());
  }
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

async function sleep(ms: number): Promise<void> {
  await new Promise<void>((resolve) => setTimeout(resolve, ms));
}

type Shares = Awaited<ReturnType<ClosedWorld['during']>>;

function expectShared(worlds: readonly Shares[], mostRefused = 0.03): void {
  const refused = worlds.reduce((sum, world) => sum + world.refused, 0) / worlds.length;
  expect(Math.min(...worlds.map(({ used }) => used))).toBeGreaterThanOrEqual(0.88);
  expect(refused).toBeLessThan(mostRefused);
}

/** One world for each seed, 30 s after it began. */
async function settledWorlds(
  { workers, limit = LIMIT }: { workers: number; limit?: number },
  measure: (world: ClosedWorld) => Promise<Shares>,
) {
  const shares: Shares[] = [];
  for (const seed of SEEDS) {
    const world = new ClosedWorld({ workers, seed, limit });
    await clock.run(30_000);
    shares.push(await measure(world));
    await world.end();
  }
  return shares;
}

describe('a fixed number of onboardings under way, each at any worker', () => {
  test.each([1, 4, 8])('%i workers share the limit', async (workers) => {
    expectShared(await settledWorlds({ workers }, (world) => world.during(90)));
  });

  // They begin with 160 a second. A worker that sends about one a second is refused one of 15 at its limit.
  test('eight workers share a limit of 10 a second, and none takes it for refusals at any rate', async () => {
    expectShared(await settledWorlds({ workers: 8, limit: 10 }, (world) => world.during(90)), 0.1);
  });

  test('four workers share a limit that was halved', async () => {
    const worlds = await settledWorlds({ workers: 4 }, async (world) => {
      await clock.run(90_000);
      world.limit = LIMIT / 2;
      await clock.run(30_000);
      return world.during(60);
    });
    expectShared(worlds);
  });
});
