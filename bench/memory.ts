import { randomUUID } from 'node:crypto';
import { openCaller } from './contenders/caller';
import { median } from './measuring/statistics';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import { residentBytes } from './stage/residentBytes';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult } from './verdict';

interface Form {
  /** The onboardings between which the worker's memory is to be the same. */
  readonly from: number;
  readonly to: number;
  /** Memory is looked at over so many onboardings, and the median taken. */
  readonly over: number;
}

const LONG: Form = { from: 5_000, to: 20_000, over: 1_000 };
/** From where the worker keeps as many runs in memory as it may, which are 1,000. */
const SHORT: Form = { from: 2_000, to: 5_000, over: 500 };
const QUICK: Form = { from: 20, to: 60, over: 20 };
const MOST_GROWTH = 1.1;
const AT_ONCE = 50;

/** Whether a worker's memory stays the same, however many onboardings it has done. */
export async function run({ quick, long, say, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const form = quick ? QUICK : long ? LONG : SHORT;
  const stage = await openStage();
  const place = { stage, latency: 'none', taskQueue: `memory-${randomUUID()}` } as const;
  const worker = await startOnboardWorker(place);
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  const samples: Sample[] = [];
  let begun = 0;
  let done = 0;
  const work = async () => {
    while (begun < form.to) {
      begun += 1;
      await caller.onboard();
      done += 1;
      if (done % SAMPLE_EVERY === 0) samples.push({ done, bytes: await residentBytes(worker.program.pid) });
      if (done % form.over === 0) say(`${done} of ${form.to}: ${shownMiB(samples, done, form.over)} MiB`);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await worker.stop();
    await caller.close();
  }
  const [first, last] = [form.from, form.to].map((until) => medianBytes(samples, until, form.over)) as [
    number,
    number,
  ];
  const bound = `memory of a worker after ${form.to} onboardings, as a multiple of that after ${form.from}`;
  return {
    name: 'memory',
    verdicts: quick ? [] : [atMost({ what: bound, limit: MOST_GROWTH }, { value: last / first })],
    figures: [
      {
        title: `Resident memory of a worker${long ? '' : ' (the short form; `--memory` goes from 5,000 to 20,000)'}`,
        columns: ['onboardings', 'MiB'],
        rows: Array.from({ length: form.to / form.over }, (_, index) => (index + 1) * form.over).map(
          (until) => [until, shownMiB(samples, until, form.over)],
        ),
      },
    ],
  };
}

const SAMPLE_EVERY = 10;

interface Sample {
  readonly done: number;
  readonly bytes: number;
}

/** Garbage comes and goes: the median over the onboardings up to this one. */
function medianBytes(samples: readonly Sample[], until: number, over: number): number {
  return median(samples.filter(({ done }) => done > until - over && done <= until).map(({ bytes }) => bytes));
}

function shownMiB(samples: readonly Sample[], until: number, over: number): number {
  return rounded(medianBytes(samples, until, over) / 1024 ** 2);
}
