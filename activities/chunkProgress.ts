import type { EarlierFailures } from '../src/commerce/rowFailures';
import type { ImportRow, RowOutcome } from '../src/contract/importing';
import { type KeptProgress, keptProgressSchema } from '../src/contract/parse/keptProgress';

/** Each heartbeat is a payload, and one is sent every second. */
const MOST_KEPT_BYTES = 200 * 1024;
/**
 * Temporal refuses payloads of more than 2 MB, and a failure contains the outcomes twice: as its own and as its
 * cause.
 */
const MOST_REPORTED_BYTES = 600 * 1024;
const MOST_FIELDS = 20;

/** The outcomes of a chunk's rows so far, in this attempt and in earlier ones. */
export class ChunkProgress {
  private readonly outcomes = new Map<number, RowOutcome>();

  constructor(private readonly rows: readonly ImportRow[]) {}

  /** Takes over what an earlier attempt kept, and returns how it failed; ignores details of another form. */
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

  /** Takes over the outcomes of an earlier run for rows without an outcome of this run. */
  addEarlier(outcomes: readonly RowOutcome[]): void {
    for (const outcome of outcomes) if (!this.outcomes.has(outcome.row)) this.record(outcome);
  }

  record(outcome: RowOutcome): void {
    this.outcomes.set(outcome.row, outcome);
  }

  pending(): ImportRow[] {
    return this.rows.filter(({ row }) => !this.outcomes.has(row));
  }

  /** In row order. */
  all(): RowOutcome[] {
    return this.rows.flatMap(({ row }) => this.outcomes.get(row) ?? []);
  }

  /** For the end of the attempt: if the values are too large for Temporal, only the names of the fields. */
  reported(): RowOutcome[] {
    return fitted(this.all(), MOST_REPORTED_BYTES);
  }

  toBeKept({ retried, failingForMs, fared }: EarlierFailures): KeptProgress {
    const others = this.all().filter((outcome) => !isPlain(outcome));
    return {
      made: this.rows.map(({ row }) => {
        const outcome = this.outcomes.get(row);
        return outcome && isPlain(outcome) ? outcome.customerId : 0;
      }),
      others: fitted(others, MOST_KEPT_BYTES),
      retried: [...retried],
      failingForMs,
      ...(fared && { fared }),
    };
  }
}

type Plain = RowOutcome & { outcome: 'made' };

function isPlain(outcome: RowOutcome): outcome is Plain {
  return outcome.outcome === 'made' && outcome.differences === undefined;
}

function fitted(outcomes: RowOutcome[], mostBytes: number): RowOutcome[] {
  return Buffer.byteLength(JSON.stringify(outcomes)) > mostBytes ? outcomes.map(withoutValues) : outcomes;
}

/** The names of the differing fields stay. */
function withoutValues(outcome: RowOutcome): RowOutcome {
  if (outcome.outcome === 'refused') {
    return { ...outcome, failure: { ...outcome.failure, message: outcome.failure.message.slice(0, 200) } };
  }
  if (!outcome.differences) return outcome;
  const differences = outcome.differences
    .slice(0, MOST_FIELDS)
    .map(({ field }) => ({ field, sent: null, stored: null }));
  return { ...outcome, differences };
}
