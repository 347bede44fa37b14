import { randomUUID } from 'node:crypto';
import { openCaller } from './contenders/caller';
import { importRows } from './contenders/importRows';
import { measure } from './measuring/load';
import { ratioInRounds, spreadOf } from './measuring/statistics';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

const WORKERS = 2;
const MOST_TIMES = 3;
/** More than two workers do in the time in which single onboardings are measured. */
const ROWS = 2_000;
const MEASURED_MS = 12_000;

/** How long a single onboarding takes while an import is under way, with Commerce's latency as measured. */
export async function run({ quick, say, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const stage = await openStage();
  const place = { stage, latency: 'measured', taskQueue: `besides-${randomUUID()}` } as const;
  const { REST_ENDPOINT: restEndpoint } = surroundingsOf(place).tenant;
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  const workers = await Promise.all(Array.from({ length: WORKERS }, () => startOnboardWorker(place)));
  const load = { atOnce: 2, durationMs: quick ? 0 : MEASURED_MS };
  const alone: number[] = [];
  const besides: number[] = [];
  try {
    for (let round = 1; round <= (quick ? 1 : 3); round += 1) {
      say(`round ${round}`);
      await stage.clearTenants();
      alone.push((await measure(caller, load)).p50Ms);
      const rows = quick ? 200 : ROWS;
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
  const times = ratioInRounds(besides, alone);
  return {
    name: 'besides',
    verdicts: quick
      ? []
      : [
          atMost(
            { what: 'p50 of a single onboarding during an import, times the usual', limit: MOST_TIMES },
            times,
          ),
        ],
    figures: [
      {
        title: `Single onboardings, ${WORKERS} workers, Commerce as measured`,
        columns: ['', 'p50, ms'],
        rows: [
          ['alone', rounded(spreadOf(alone).value)],
          ['during an import', rounded(spreadOf(besides).value)],
        ],
      },
    ],
  };
}
