import { Stopwatch } from '../src/commerce/stopwatch';

/** If an update comes later after the POST, it reads the customer first: somebody may have changed it. */
const RECENT_MS = 10_000;
const MOST_KEPT = 5_000;

/** A customer that a run made. */
export interface MadeByRun {
  readonly runId: string;
  readonly customerId: number;
}

/** The customers that this process just made: their updates need not read them first. */
export class RecentlyMade {
  private readonly made = new Map<string, Stopwatch>();

  add(made: MadeByRun): void {
    this.made.set(keyOf(made), new Stopwatch());
    const [oldest] = this.made.keys();
    if (this.made.size > MOST_KEPT && oldest !== undefined) this.made.delete(oldest);
  }

  has(made: MadeByRun): boolean {
    const since = this.made.get(keyOf(made));
    return since !== undefined && since.elapsedMs() < RECENT_MS;
  }
}

function keyOf({ runId, customerId }: MadeByRun): string {
  return `${runId}/${customerId}`;
}
