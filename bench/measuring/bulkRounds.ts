import { type ContenderChoice, type RunningContender, startContender } from '../contenders/startContender';
import type { Latency } from '../stage/sandbox';
import type { Stage } from '../stage/stage';
import { rounded, type Table } from '../verdict';
import type { BulkLoad } from './load';
import { settled, turned } from './rounds';
import { type Spread, spreadOf } from './statistics';

export interface BulkRoundsOptions<Name extends string> {
  readonly stage: Stage;
  readonly latency: Latency;
  readonly contenders: Readonly<Record<Name, ContenderChoice>>;
  readonly load: BulkLoad;
  readonly rounds: number;
  readonly say: (line: string) => void;
}

/** Throughput of each contender, round by round. */
export type BulkResult<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** Like `measureInRounds`, with a list of customers for each round. */
export async function measureBulkInRounds<Name extends string>(
  options: BulkRoundsOptions<Name>,
): Promise<BulkResult<Name>> {
  const { stage, latency, load, rounds, say } = options;
  const choices = Object.entries<ContenderChoice>(options.contenders) as [Name, ContenderChoice][];
  const running: [Name, RunningContender][] = [];
  try {
    for (const [name, choice] of choices) {
      const contender = await startContender(stage, latency, choice);
      running.push([name, contender]);
      await contender.measureBulk({ ...load, onboardings: Math.min(WARM_UP, load.onboardings) });
    }
    const perSecond = Object.fromEntries(choices.map(([name]) => [name, []])) as unknown as Record<
      Name,
      number[]
    >;
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}, ${load.onboardings} customers, latency of Commerce: ${latency}`);
      for (const [name, contender] of turned(running, round)) {
        await settled(stage);
        perSecond[name].push((await contender.measureBulk(load)).perSecond);
      }
    }
    return perSecond;
  } finally {
    for (const [, contender] of running) await contender.stop();
  }
}

/** Enough for each to know how fast it may go. */
const WARM_UP = 500;

/** One contender's throughput as a multiple of another's, each round by itself. */
export function bulkRatio<Name extends string>(
  result: BulkResult<Name>,
  [one, other]: readonly [Name, Name],
): Spread {
  return spreadOf(result[one].map((perSecond, round) => perSecond / (result[other][round] ?? NaN)));
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
