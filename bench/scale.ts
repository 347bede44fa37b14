import { randomUUID } from 'node:crypto';
import { openCaller } from './contenders/caller';
import { measure, type Performance } from './measuring/load';
import { ratioInRounds, type Spread, spreadOf } from './measuring/statistics';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import type { Stage } from './stage/stage';
import { atLeast, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

const CONCURRENCY = 2;
const WORKERS = [1, 2, 4, 8] as const;
const MOST_WORKERS = 8;
const LEAST_GAIN = 7;
/** Orders that wait, so that no worker does. */
const AT_ONCE_PER_WORKER = 3 * CONCURRENCY;

/** What more workers bring: processes of `onboard worker`, two steps at once each, with Commerce's measured latency. */
export async function run({ quick, say, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const stage = await openStage();
  const rounds = quick ? 1 : 3;
  const measured = new Map<number, Performance[]>(WORKERS.map((workers) => [workers, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [workers, performances] of measured) {
      if (quick && workers > 2) continue;
      say(`round ${round} of ${rounds}, workers: ${workers}`);
      await stage.clearTenants();
      performances.push(await measureWorkers(stage, workers, quick ? 0 : 20_000));
    }
  }
  return {
    name: 'scale',
    verdicts: quick
      ? []
      : [
          atLeast(
            {
              what: `throughput of ${MOST_WORKERS} workers, as a multiple of that of one`,
              limit: LEAST_GAIN,
            },
            gain(measured, MOST_WORKERS),
          ),
        ],
    figures: [
      {
        title: `Workers with ${CONCURRENCY} steps at once each, Commerce as measured`,
        columns: ['workers', 'per second', 'times one worker', 'least', 'most'],
        rows: [...measured]
          .filter(([, performances]) => performances.length > 0)
          .map(([workers, performances]) => {
            const perSecond = spreadOf(performances.map((performance) => performance.perSecond)).value;
            const { value, least, most } = gain(measured, workers);
            return [workers, ...[perSecond, value, least, most].map(rounded)];
          }),
      },
    ],
  };
}

async function measureWorkers(stage: Stage, count: number, durationMs: number): Promise<Performance> {
  const place = { stage, latency: 'measured', taskQueue: `scale-${randomUUID()}` } as const;
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  const starting = Array.from({ length: count }, () =>
    startOnboardWorker({ ...place, concurrency: CONCURRENCY }),
  );
  const workers = await Promise.all(starting);
  try {
    await Promise.all(workers.map(() => caller.onboard()));
    return await measure(caller, { atOnce: count * AT_ONCE_PER_WORKER, durationMs });
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await caller.close();
  }
}

/** Compared with one worker, each round by itself. */
function gain(measured: ReadonlyMap<number, readonly Performance[]>, workers: number): Spread {
  const throughput = (count: number) => (measured.get(count) ?? []).map(({ perSecond }) => perSecond);
  return ratioInRounds(throughput(workers), throughput(1));
}
