import type { ContenderChoice } from '../contenders/startContender';
import { rounded, type Table } from '../verdict';
import { type ByContender, type ContendersOptions, withContenders } from './contenders';
import type { Load, Performance } from './load';
import { ratioInRounds, type Spread, spreadOf } from './statistics';

export interface RoundsOptions<Name extends string> extends ContendersOptions<Name> {
  readonly loads: readonly Load[];
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** What each contender did under one load. */
export interface LoadResult<Name extends string> {
  readonly atOnce: number;
  readonly performances: ByContender<Name, Performance>;
}

/**
 * Measures all contenders under all loads, in turn, round after round: what disturbs the machine for a while disturbs
 * them all. None runs while another one is measured.
 */
export async function measureInRounds<Name extends string>(
  options: RoundsOptions<Name>,
): Promise<LoadResult<Name>[]> {
  const { latency, loads, rounds, say } = options;
  return await withContenders(
    options,
    (contender) => contender.measure(WARM_UP),
    async (contenders) => {
      const results = loads.map((load) => ({
        load,
        performances: contenders.nothingMeasured<Performance>(),
      }));
      for (let round = 1; round <= rounds; round += 1) {
        for (const { load, performances } of results) {
          say(`round ${round} of ${rounds}, ${load.atOnce} at once, latency of Commerce: ${latency}`);
          await contenders.measureInTurn(round, performances, (contender) => contender.measure(load));
        }
      }
      return results.map(({ load, performances }) => ({ atOnce: load.atOnce, performances }));
    },
  );
}

const WARM_UP: Load = { atOnce: 10, durationMs: 1_000 };

/** One contender's figure as a multiple of another's, each round by itself. */
export function ratio<Name extends string>(
  { performances }: LoadResult<Name>,
  [one, other]: readonly [Name, Name],
  figure: 'perSecond' | 'p50Ms' = 'perSecond',
): Spread {
  const figures = (name: Name) => performances[name].map((performance) => performance[figure]);
  return ratioInRounds(figures(one), figures(other));
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
