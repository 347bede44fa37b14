import { median, percentile } from './statistics';
import type { Contender } from '../contenders/contender';

export interface Load {
  /** How many onboardings are under way at once. */
  readonly atOnce: number;
  /** New ones are begun for so long; all that were begun are ended. */
  readonly durationMs: number;
}

export interface Performance {
  readonly onboardings: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** As many callers as are to be at once, each of whom begins the next onboarding when the last one is done. */
export async function measure(contender: Contender, { atOnce, durationMs }: Load): Promise<Performance> {
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const caller = async () => {
    do {
      const begunAt = performance.now();
      await contender.onboard();
      latenciesMs.push(performance.now() - begunAt);
    } while (performance.now() - startedAt < durationMs);
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    onboardings: latenciesMs.length,
    perSecond: latenciesMs.length / seconds,
    p50Ms: median(latenciesMs),
    p99Ms: percentile(latenciesMs, 0.99),
  };
}
