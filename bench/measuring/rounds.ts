import { setTimeout as sleep } from 'node:timers/promises';
import type { Load, Performance } from './load';
import { type ContenderChoice, type RunningContender, startContender } from '../contenders/startContender';
import type { Latency } from '../stage/sandbox';
import type { Stage } from '../stage/stage';
import { type Spread, spreadOf } from './statistics';
import { rounded, type Table } from '../verdict';

export interface RoundsOptions<Name extends string> {
  readonly stage: Stage;
  readonly latency: Latency;
  readonly contenders: Readonly<Record<Name, ContenderChoice>>;
  readonly loads: readonly Load[];
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** What each contender did under one load, round by round. */
export interface LoadResult<Name extends string> {
  readonly atOnce: number;
  readonly performances: Readonly<Record<Name, readonly Performance[]>>;
}

/**
 * Measures all contenders under all loads, in turn, round after round: what disturbs the machine for a while disturbs
 * them all. None runs while another one is measured.
 */
export async function measureInRounds<Name extends string>(
  options: RoundsOptions<Name>,
): Promise<LoadResult<Name>[]> {
  const { stage, latency, loads, rounds, say } = options;
  const choices = Object.entries<ContenderChoice>(options.contenders) as [Name, ContenderChoice][];
  const running: [Name, RunningContender][] = [];
  try {
    for (const [name, choice] of choices) {
      const contender = await startContender(stage, latency, choice);
      running.push([name, contender]);
      await contender.measure(WARM_UP);
    }
    const results = loads.map((load) => ({ load, performances: emptyFor(choices) }));
    for (let round = 1; round <= rounds; round += 1) {
      for (const { load, performances } of results) {
        say(`round ${round} of ${rounds}, ${load.atOnce} at once, latency of Commerce: ${latency}`);
        for (const [name, contender] of turned(running, round)) {
          await settled(stage);
          performances[name].push(await contender.measure(load));
        }
      }
    }
    return results.map(({ load, performances }) => ({ atOnce: load.atOnce, performances }));
  } finally {
    for (const [, contender] of running) await contender.stop();
  }
}

/** Each round begins with another one, so that none has the same neighbour's leftovers each time. */
export function turned<T>(contenders: readonly T[], round: number): readonly T[] {
  const first = (round - 1) % contenders.length;
  return [...contenders.slice(first), ...contenders.slice(0, first)];
}

/** What a server still does for the contender before is not to be the next one's cost. */
const SETTLE_MS = 700;

export async function settled(stage: Stage): Promise<void> {
  await stage.clearTenants();
  await sleep(SETTLE_MS);
}

const WARM_UP: Load = { atOnce: 10, durationMs: 1_000 };

function emptyFor<Name extends string>(choices: readonly [Name, unknown][]): Record<Name, Performance[]> {
  return Object.fromEntries(choices.map(([name]) => [name, []])) as unknown as Record<Name, Performance[]>;
}

/** One contender's figure as a multiple of another's, each round by itself. */
export function ratio<Name extends string>(
  { performances }: LoadResult<Name>,
  [one, other]: readonly [Name, Name],
  figure: 'perSecond' | 'p50Ms' = 'perSecond',
): Spread {
  const others = performances[other];
  return spreadOf(
    performances[one].map((performance, round) => performance[figure] / (others[round]?.[figure] ?? NaN)),
  );
}

export function loadTable<Name extends string>(
  title: string,
  contenders: Readonly<Record<Name, ContenderChoice>>,
  { performances }: LoadResult<Name>,
): Table {
  const names = Object.keys(contenders) as Name[];
  return {
    title,
    columns: ['', 'per second', 'least', 'most', 'p50, ms', 'p99, ms'],
    rows: names.map((name) => {
      const measured = performances[name];
      const { value, least, most } = spreadOf(measured.map(({ perSecond }) => perSecond));
      const p50 = spreadOf(measured.map(({ p50Ms }) => p50Ms)).value;
      const p99 = spreadOf(measured.map(({ p99Ms }) => p99Ms)).value;
      return [contenders[name].title, ...[value, least, most, p50, p99].map(rounded)];
    }),
  };
}
