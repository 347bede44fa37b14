import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '#product/sandbox/index';
import { startWorkersAtALimit } from './pace/workersAtALimit';
import {
  atLeast,
  atMost,
  rounded,
  type ScenarioOptions,
  type ScenarioResult,
  type Table,
  type Verdict,
} from './verdict';

const WORKERS = 4;
const AT_ONCE = 200;
const PER_SECOND = 20;
const SETTLED_AFTER_S = 30;
const LEAST_USED_PERCENT = 85;
const MOST_REFUSED_PERCENT = 3;

/** What Commerce got in a part of the run, in percent of its limit, and of the requests. */
interface Part {
  readonly title: string;
  readonly usedPercent: number;
  readonly refusedPercent: number;
}

/**
 * Four workers that know nothing of each other, and a Commerce that refuses beyond 20 requests a second and says
 * neither that nor when to come again; after two minutes it takes half as much.
 */
export async function run(options: Pick<ScenarioOptions, 'quick' | 'say'>): Promise<ScenarioResult> {
  const { quick } = options;
  const say = (line: string) => options.say(line);
  const settledAfterS = quick ? 2 : SETTLED_AFTER_S;
  const [wholeS, halvedS] = quick ? [4, 4] : [120, 90];
  const workers = await startWorkersAtALimit({
    workers: WORKERS,
    atOnce: AT_ONCE,
    perSecond: PER_SECOND,
    say,
  });
  try {
    const measure = async (title: string, perSecond: number, forS: number): Promise<Part> => {
      say(`  ${title}, ${forS} s ...`);
      await sleep(settledAfterS * 1_000);
      const fromMs = Date.now();
      await sleep((forS - settledAfterS) * 1_000);
      return partOf(workers.sandbox, { title, perSecond, fromMs, toMs: Date.now() });
    };
    const whole = await measure(`${PER_SECOND} a second`, PER_SECOND, wholeS);
    workers.sandbox.limitRate({ perSecond: PER_SECOND / 2 });
    const halved = await measure(`halved to ${PER_SECOND / 2}`, PER_SECOND / 2, halvedS);
    const failures = await workers.finish();
    return {
      name: 'pace',
      verdicts: quick
        ? []
        : [...[whole, halved].flatMap(verdictsOf), atMost({ what: 'Failed', limit: 0 }, { value: failures })],
      figures: [tableOf([whole, halved])],
    };
  } finally {
    await workers.stop();
  }
}

function partOf(
  sandbox: Sandbox,
  { title, perSecond, fromMs, toMs }: { title: string; perSecond: number; fromMs: number; toMs: number },
): Part {
  const requests = sandbox
    .requests()
    .filter(
      ({ at, kind, outcome }) => at >= fromMs && at < toMs && kind !== 'token' && outcome.state !== 'pending',
    );
  const refused = requests.filter(({ outcome }) => outcome.state === 'answered' && outcome.status === 429);
  return {
    title,
    usedPercent: ((requests.length - refused.length) / (perSecond * (toMs - fromMs))) * 100_000,
    refusedPercent: (refused.length / requests.length) * 100,
  };
}

function verdictsOf({ title, usedPercent, refusedPercent }: Part): Verdict[] {
  const when = `${WORKERS} workers, ${title}, after ${SETTLED_AFTER_S} s`;
  return [
    atLeast(
      { what: `${when}: used of the limit`, limit: LEAST_USED_PERCENT, unit: ' %' },
      { value: usedPercent },
    ),
    atMost(
      { what: `${when}: requests answered 429`, limit: MOST_REFUSED_PERCENT, unit: ' %' },
      { value: refusedPercent },
    ),
  ];
}

function tableOf(parts: readonly Part[]): Table {
  return {
    title: `${WORKERS} workers and a limit that nobody told them`,
    columns: ['limit', 'used, %', 'answered 429, %'],
    rows: parts.map(({ title, usedPercent, refusedPercent }) => [
      title,
      rounded(usedPercent),
      rounded(refusedPercent),
    ]),
  };
}

async function main(): Promise<void> {
  const { verdicts, figures } = await run({ quick: false, say: (line) => console.error(line) });
  console.log(JSON.stringify({ verdicts, figures }, null, 2));
  if (verdicts.some(({ ok }) => !ok)) process.exitCode = 1;
}

if (require.main === module) void main();
