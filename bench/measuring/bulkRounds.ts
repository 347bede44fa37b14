import type { ContenderChoice } from '../contenders/startContender';
import { rounded, type Table } from '../verdict';
import { type ByContender, type ContendersOptions, withContenders } from './contenders';
import type { BulkLoad } from './load';
import { ratioInRounds, type Spread, spreadOf } from './statistics';

export interface BulkRoundsOptions<Name extends string> extends ContendersOptions<Name> {
  readonly load: BulkLoad;
  /** So many, at most, for those who would take minutes: their throughput is known after fewer. */
  readonly atMost: Partial<Record<Name, number>>;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Throughput of each contender. */
export type BulkResult<Name extends string> = ByContender<Name, number>;

/** Like `measureInRounds`, with a list of customers for each round. */
export async function measureBulkInRounds<Name extends string>(
  options: BulkRoundsOptions<Name>,
): Promise<BulkResult<Name>> {
  const { latency, load, atMost, rounds, say } = options;
  const loadOf = (name: Name) => ({
    ...load,
    onboardings: Math.min(load.onboardings, atMost[name] ?? load.onboardings),
  });
  const warmUp = { ...load, onboardings: Math.min(WARM_UP, load.onboardings) };
  return await withContenders(
    options,
    (contender) => contender.measureBulk(warmUp),
    async (contenders) => {
      const perSecond = contenders.nothingMeasured<number>();
      for (let round = 1; round <= rounds; round += 1) {
        say(`round ${round} of ${rounds}, ${load.onboardings} customers, latency of Commerce: ${latency}`);
        await contenders.measureInTurn(
          round,
          perSecond,
          async (contender, name) => (await contender.measureBulk(loadOf(name))).perSecond,
        );
      }
      return perSecond;
    },
  );
}

/** Enough for each to know how fast it may go. */
const WARM_UP = 500;

/** One contender's throughput as a multiple of another's, each round by itself. */
export function bulkRatio<Name extends string>(
  result: BulkResult<Name>,
  [one, other]: readonly [Name, Name],
): Spread {
  return ratioInRounds(result[one], result[other]);
}

export function bulkTable<Name extends string>(
  title: string,
  contenders: Readonly<Record<Name, ContenderChoice>>,
  result: BulkResult<Name>,
): Table {
  const names = Object.keys(contenders) as Name[];
  return {
    title,
    columns: ['', 'per second', 'least', 'most'],
    rows: names.map((name) => {
      const { value, least, most } = spreadOf(result[name]);
      return [contenders[name].title, ...[value, least, most].map(rounded)];
    }),
  };
}
