import { randomUUID } from 'node:crypto';
import { openCaller } from './contenders/caller';
import { importRows } from './contenders/importRows';
import { measure } from './measuring/load';
import { ratioInRounds, spreadOf } from './measuring/statistics';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult, type Verdict } from './verdict';

const WORKERS = 2;
const MOST_TIMES = 3;
/** More than two workers do in the time in which single onboardings are measured. */
const ROWS = { measured: 2_000, 'measured, 4 at once': 200 } as const;
const MEASURED_MS = 12_000;

/** A Commerce that does all at once, and one with few processes, where each row in flight keeps others waiting. */
const LATENCIES = ['measured', 'measured, 4 at once'] as const;

/** How long a single onboarding takes while an import is under way, with Commerce's latency as measured. */
export async function run(options: ScenarioOptions): Promise<ScenarioResult> {
  const rounds: Rounds[] = [];
  for (const latency of LATENCIES) rounds.push(await measureBesides(latency, options));
  return {
    name: 'besides',
    verdicts: options.quick ? [] : rounds.map(verdictOf),
    figures: [
      {
        title: `Single onboardings, ${WORKERS} workers`,
        columns: ['Commerce', 'alone, p50 ms', 'during an import, p50 ms'],
        rows: rounds.map(({ latency, alone, besides }) => [
          latency,
          rounded(spreadOf(alone).value),
          rounded(spreadOf(besides).value),
        ]),
      },
    ],
  };
}

interface Rounds {
  readonly latency: keyof typeof ROWS;
  readonly alone: number[];
  readonly besides: number[];
}

function verdictOf({ latency, alone, besides }: Rounds): Verdict {
  const what = `p50 of a single onboarding during an import, Commerce ${latency}, times the usual`;
  return atMost({ what, limit: MOST_TIMES }, ratioInRounds(besides, alone));
}

async function measureBesides(
  latency: keyof typeof ROWS,
  { quick, say, stage: openStage }: ScenarioOptions,
): Promise<Rounds> {
  const stage = await openStage();
  const place = { stage, latency, taskQueue: `besides-${randomUUID()}` };
  const { REST_ENDPOINT: restEndpoint } = surroundingsOf(place).tenant;
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => startOnboardWorker(place)));
  const load = { atOnce: 2, durationMs: quick ? 0 : MEASURED_MS };
  const alone: number[] = [];
  const besides: number[] = [];
  try {
    for (let round = 1; round <= (quick ? 1 : 3); round += 1) {
      say(`Commerce ${latency}, round ${round}`);
      await stage.clearTenants();
      alone.push((await measure(caller, load)).p50Ms);
      const rows = ROWS[latency] / (quick ? 10 : 1);
      const importing = importRows(caller.client, { rows, restEndpoint, taskQueue: place.taskQueue });
      const measuring = measure(caller, load);
      const first = await Promise.race([importing.then(() => 'import' as const), measuring]);
      if (first === 'import') throw new Error(`${rows} rows were imported before singles were measured`);
      besides.push((await measuring).p50Ms);
      await importing;
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await caller.close();
  }
  return { latency, alone, besides };
}
