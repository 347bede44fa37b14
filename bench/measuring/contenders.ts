import { setTimeout as sleep } from 'node:timers/promises';
import { type ContenderChoice, type RunningContender, startContender } from '../contenders/startContender';
import type { Latency } from '../stage/sandbox';
import type { Stage } from '../stage/stage';

export interface ContendersOptions<Name extends string> {
  readonly stage: Stage;
  readonly latency: Latency;
  readonly contenders: Readonly<Record<Name, ContenderChoice>>;
}

/** What each contender was measured to do, round by round. */
export type ByContender<Name extends string, Measured> = Readonly<Record<Name, readonly Measured[]>>;

/** Contenders that run, each in a process of its own. */
export class Contenders<Name extends string> {
  constructor(
    private readonly stage: Stage,
    private readonly running: readonly (readonly [Name, RunningContender])[],
  ) {}

  /** To be filled round by round. */
  nothingMeasured<Measured>(): Record<Name, Measured[]> {
    return Object.fromEntries(this.running.map(([name]) => [name, []])) as unknown as Record<
      Name,
      Measured[]
    >;
  }

  /**
   * Measures one after the other. Each round, counted from 1, begins with another one, so that none has the same
   * neighbour's leftovers each time.
   */
  async measureInTurn<Measured>(
    round: number,
    into: Record<Name, Measured[]>,
    measure: (contender: RunningContender, name: Name) => Promise<Measured>,
  ): Promise<void> {
    const first = (round - 1) % this.running.length;
    for (const [name, contender] of [...this.running.slice(first), ...this.running.slice(0, first)]) {
      await this.stage.clearTenants();
      await sleep(SETTLE_MS);
      into[name].push(await measure(contender, name));
    }
  }
}

/** What a server still does for the contender before is not to be the next one's cost. */
const SETTLE_MS = 700;

/** Starts all and lets each warm up; stops them once `use` has ended. */
export async function withContenders<Name extends string, Result>(
  { stage, latency, contenders }: ContendersOptions<Name>,
  warmUp: (contender: RunningContender) => Promise<unknown>,
  use: (contenders: Contenders<Name>) => Promise<Result>,
): Promise<Result> {
  const running: [Name, RunningContender][] = [];
  try {
    for (const [name, choice] of Object.entries<ContenderChoice>(contenders) as [Name, ContenderChoice][]) {
      const contender = await startContender(stage, latency, choice);
      running.push([name, contender]);
      await warmUp(contender);
    }
    return await use(new Contenders(stage, running));
  } finally {
    for (const [, contender] of running) await contender.stop();
  }
}
