import type { EarlierFailures } from '../src/commerce/rowFailures';
import type { ImportRow, RowOutcome } from '../src/contract/importing';
import { type KeptProgress, keptProgressSchema } from '../src/contract/parse/keptProgress';

/** A heartbeat is a payload like any other, and is sent every second. */
const MOST_KEPT_BYTES = 200 * 1024;

/** What the rows of a chunk have come to so far, in this attempt and in those before it. */
export class ChunkProgress {
  private readonly outcomes = new Map<number, RowOutcome>();

  constructor(private readonly rows: readonly ImportRow[]) {}

  /** Takes over what an earlier attempt has kept, and returns how it failed; details of another form say nothing. */
  resume(details: unknown): EarlierFailures {
    const kept = keptProgressSchema.safeParse(details);
    if (!kept.success) return { retried: [], failingForMs: 0 };
    this.rows.forEach(({ row }, index) => {
      const customerId = kept.data.made[index] ?? 0;
      if (customerId > 0) this.record({ row, outcome: 'made', customerId });
    });
    for (const outcome of kept.data.others) this.record(outcome);
    return kept.data;
  }

  get doneRows(): number {
    return this.outcomes.size;
  }

  /** Takes over what an earlier run came to, where this one has nothing of its own yet. */
  addEarlier(outcomes: readonly RowOutcome[]): void {
    for (const outcome of outcomes) if (!this.outcomes.has(outcome.row)) this.record(outcome);
  }

  record(outcome: RowOutcome): void {
    this.outcomes.set(outcome.row, outcome);
  }

  pending(): ImportRow[] {
    return this.rows.filter(({ row }) => !this.outcomes.has(row));
  }

  /** In the order of the rows. */
  all(): RowOutcome[] {
    return this.rows.flatMap(({ row }) => this.outcomes.get(row) ?? []);
  }

  toBeKept({ retried, failingForMs }: EarlierFailures): KeptProgress {
    const others = this.all().filter((outcome) => !isPlain(outcome));
    const isTooLarge = Buffer.byteLength(JSON.stringify(others)) > MOST_KEPT_BYTES;
    return {
      made: this.rows.map(({ row }) => {
        const outcome = this.outcomes.get(row);
        return outcome && isPlain(outcome) ? outcome.customerId : 0;
      }),
      others: isTooLarge ? others.map(withoutValues) : others,
      retried: [...retried],
      failingForMs,
    };
  }
}

type Plain = RowOutcome & { outcome: 'made' };

function isPlain(outcome: RowOutcome): outcome is Plain {
  return outcome.outcome === 'made' && outcome.differences === undefined;
}

/** What differs is still named, should the attempt end here. */
function withoutValues(outcome: RowOutcome): RowOutcome {
  if (outcome.outcome === 'refused') {
    return { ...outcome, failure: { ...outcome.failure, message: outcome.failure.message.slice(0, 200) } };
  }
  const { differences = [] } = outcome;
  return { ...outcome, differences: differences.map(({ field }) => ({ field, sent: null, stored: null })) };
}
