import { setTimeout as sleep } from 'node:timers/promises';
import { median, percentile } from './statistics';
import type { Contender } from '../contenders/contender';

export interface Load {
  /** How many onboardings are under way at once. */
  readonly atOnce: number;
  /** Each caller begins new ones for so long; all that were begun are ended. */
  readonly durationMs: number;
  /**
   * The callers begin evenly over so long. Default 0, at once: with a Commerce that always takes the same time they
   * would stay in step for ever, as callers do nowhere.
   */
  readonly callersBeginOverMs?: number;
}

export interface Performance extends Throughput {
  readonly onboardings: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** So many onboardings, all of them known from the start. */
export interface BulkLoad {
  readonly onboardings: number;
  /** How many are under way at once. */
  readonly atOnce: number;
}

export interface Throughput {
  readonly perSecond: number;
}

/** All that are to be done, as many at once as the load says; what does many by itself is given them together. */
export async function measureBulk(contender: Contender, load: BulkLoad): Promise<Throughput> {
  const { onboardings, atOnce } = load;
  const startedAt = performance.now();
  if (contender.onboardMany) await contender.onboardMany(load);
  else {
    let begun = 0;
    const caller = async () => {
      while (begun < onboardings) {
        begun += 1;
        await contender.onboard();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, caller));
  }
  return { perSecond: (onboardings / (performance.now() - startedAt)) * 1_000 };
}

/** As many callers as are to be at once, each of whom begins the next onboarding when the last one is done. */
export async function measure(
  contender: Contender,
  { atOnce, durationMs, callersBeginOverMs = 0 }: Load,
): Promise<Performance> {
  const latenciesMs: number[] = [];
  let perSecond = 0;
  const caller = async (index: number) => {
    if (callersBeginOverMs > 0) await sleep((index / atOnce) * callersBeginOverMs);
    const startedAt = performance.now();
    let onboardings = 0;
    do {
      const begunAt = performance.now();
      await contender.onboard();
      latenciesMs.push(performance.now() - begunAt);
      onboardings += 1;
    } while (performance.now() - startedAt < durationMs);
    perSecond += (onboardings / (performance.now() - startedAt)) * 1_000;
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => caller(index)));
  return {
    onboardings: latenciesMs.length,
    perSecond,
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}
