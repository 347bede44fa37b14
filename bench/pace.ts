import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '#product/sandbox/index';
import { childEnvironment } from '#product/embeddedServer/childEnvironment';
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

/** Random losses at which the throughput is kept. */
const LOSSES_PERCENT = [5, 10, 20];
const LEAST_WITH_LOSSES_PERCENT = 80;
const OUTAGE_S = 60;
const RECOVERED_IN_S = 30;
const LEAST_RECOVERED_PERCENT = 90;
/** A single minute depends on chance: four workers look for the limit. */
const ROUNDS = 3;

/** Seconds of each part; the quick ones see that it works. */
const LONG = {
  settle: SETTLED_AFTER_S,
  limit: 90,
  halved: 60,
  losses: 45,
  outage: OUTAGE_S,
  recovery: RECOVERED_IN_S,
  after: 30,
};
const QUICK = { settle: 2, limit: 2, halved: 2, losses: 2, outage: 2, recovery: 2, after: 2 };

/** What Commerce got in a part of the run, in percent of its limit, and of the requests. */
interface Part {
  readonly title: string;
  readonly usedPercent: number;
  readonly refusedPercent: number;
  /** Requests a second, of any outcome. */
  readonly sentPerSecond: number;
}

/**
 * Four independent workers, and a Commerce that refuses more than 20 requests a second, without a `Retry-After`. Then it
 * fails every create for a minute, three times, loses requests at random, and accepts half as many, three times. Then,
 * with each core kept busy by another program, the limit and the outages again; the rate after them is compared with the
 * busy one.
 */
export async function run(options: Pick<ScenarioOptions, 'quick' | 'say'>): Promise<ScenarioResult> {
  const { quick } = options;
  const say = (line: string) => options.say(line);
  const seconds = quick ? QUICK : LONG;
  const workers = await startWorkersAtALimit({
    workers: WORKERS,
    atOnce: AT_ONCE,
    perSecond: PER_SECOND,
    say,
  });
  const rounds = quick ? 1 : ROUNDS;
  try {
    const { sandbox } = workers;
    const measure = async (title: string, perSecond: number, settle: number, forS: number): Promise<Part> => {
      say(`  ${title}, ${settle + forS} s ...`);
      await sleep(settle * 1_000);
      const fromMs = Date.now();
      await sleep(forS * 1_000);
      return partOf(sandbox, { title, perSecond, fromMs, toMs: Date.now() });
    };
    const afterOutages = async (title: string): Promise<Part> => {
      const parts: Part[] = [];
      for (let outage = 0; outage < rounds; outage += 1) {
        say(`  every create is answered 503, ${seconds.outage} s ...`);
        sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
        await sleep(seconds.outage * 1_000);
        sandbox.clearFaults();
        parts.push(await measure(title, PER_SECOND, seconds.recovery, seconds.after));
      }
      return medianOf(parts, ({ sentPerSecond }) => sentPerSecond);
    };
    const whole = await measure(`${PER_SECOND} a second`, PER_SECOND, seconds.settle, seconds.limit);
    const recovered = await afterOutages(`${RECOVERED_IN_S} s after ${OUTAGE_S} s of 503 for every create`);
    const lossy: Part[] = [];
    for (const percent of LOSSES_PERCENT) {
      sandbox.fail({ on: 'any', what: { kind: 'reset', made: false }, share: percent / 100 });
      lossy.push(
        await measure(`${percent} % of the connections break`, PER_SECOND, seconds.settle, seconds.losses),
      );
      sandbox.clearFaults();
    }
    const halvedParts: Part[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const perSecond = PER_SECOND / 2;
      sandbox.limitRate({ perSecond });
      halvedParts.push(await measure(`halved to ${perSecond}`, perSecond, seconds.settle, seconds.halved));
      sandbox.limitRate({ perSecond: PER_SECOND });
      if (round < rounds - 1) await sleep(seconds.settle * 1_000);
    }
    const halved = medianOf(halvedParts, ({ refusedPercent }) => refusedPercent);
    const stopBusy = keepCoresBusy();
    const busy = await measure('both cores busy', PER_SECOND, seconds.settle, seconds.losses);
    const busyRecovered = await afterOutages(
      `both cores busy, ${RECOVERED_IN_S} s after the same outage`,
    ).finally(stopBusy);
    const failures = await workers.finish();
    return {
      name: 'pace',
      verdicts: quick
        ? []
        : [
            ...[whole, halved, busy].flatMap(limitVerdictsOf),
            ...[
              { part: recovered, before: whole },
              { part: busyRecovered, before: busy },
            ].map(({ part, before }) =>
              atLeast(
                { what: `${part.title}: of the rate before`, limit: LEAST_RECOVERED_PERCENT, unit: ' %' },
                { value: (part.sentPerSecond / before.sentPerSecond) * 100 },
              ),
            ),
            ...lossy.map((part) =>
              atLeast(
                { what: `${part.title}: of the rate without`, limit: LEAST_WITH_LOSSES_PERCENT, unit: ' %' },
                { value: (part.sentPerSecond / whole.sentPerSecond) * 100 },
              ),
            ),
            atMost({ what: 'Failed', limit: 0 }, { value: failures }),
          ],
      figures: [tableOf([whole, recovered, ...lossy, halved, busy, busyRecovered])],
    };
  } finally {
    await workers.stop();
  }
}

/** One process a core that does nothing but use it. @returns what ends them */
function keepCoresBusy(): () => void {
  const busy = cpus().map(() =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore', env: childEnvironment('local') }),
  );
  const end = () => busy.forEach((one) => one.kill('SIGKILL'));
  process.once('exit', end);
  return end;
}

interface Window {
  readonly title: string;
  readonly perSecond: number;
  readonly fromMs: number;
  readonly toMs: number;
}

function partOf(sandbox: Sandbox, { title, perSecond, fromMs, toMs }: Window): Part {
  const requests = sandbox
    .requests()
    .filter(
      ({ at, kind, outcome }) => at >= fromMs && at < toMs && kind !== 'token' && outcome.state !== 'pending',
    );
  const refused = requests.filter(({ outcome }) => outcome.state === 'answered' && outcome.status === 429);
  const sentPerSecond = (requests.length / (toMs - fromMs)) * 1_000;
  return {
    title,
    usedPercent: ((requests.length - refused.length) / (perSecond * (toMs - fromMs))) * 100_000,
    refusedPercent: (refused.length / requests.length) * 100,
    sentPerSecond,
  };
}

function medianOf(parts: readonly Part[], by: (part: Part) => number): Part {
  const inOrder = parts.toSorted((one, other) => by(one) - by(other));
  const middle = inOrder[Math.floor(inOrder.length / 2)];
  if (!middle) throw new Error('Nothing was measured');
  return middle;
}

function limitVerdictsOf({ title, usedPercent, refusedPercent }: Part): Verdict[] {
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
    title: `${WORKERS} workers and an unknown limit`,
    columns: ['', 'requests a second', 'used of the limit, %', 'answered 429, %'],
    rows: parts.map(({ title, sentPerSecond, usedPercent, refusedPercent }) => [
      title,
      rounded(sentPerSecond),
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
