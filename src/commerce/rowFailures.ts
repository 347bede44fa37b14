import { type FailureType, FAILURES } from '../contract/failures';
import type { RetriedRow } from '../contract/importing';
import type { StepFailure } from './failure';
import { nextTryInMs, type RetrySettings } from './retrying';
import type { RowTries, Tried } from './rowTries';

/** What to do about a try of a row that failed. */
export type RowDecision =
  | { readonly kind: 'again'; readonly inMs: number }
  /** It is about this row: the others go on. */
  | { readonly kind: 'refuse' }
  /** It is about every row. */
  | { readonly kind: 'stop' };

export interface RowFailuresOptions {
  readonly settings: RetrySettings;
  /** Of all rows of the process. */
  readonly tries: RowTries;
  /** Tells the rows of this chunk from those of others. */
  readonly key: string;
  readonly earlier: EarlierFailures;
  /** Rows of the chunk. */
  readonly rowCount: number;
  /** Whether any row of the chunk has an outcome. */
  readonly isAnyDone: () => boolean;
  /** Whether rows of the chunk have no outcome yet, beside the one that is asked about. */
  readonly isAnyOther: () => boolean;
}

/** What earlier attempts at the chunk knew. */
export interface EarlierFailures {
  readonly retried: readonly RetriedRow[];
  /** For so long no row has been answered, added up over all attempts, whatever any clock said. */
  readonly failingForMs: number;
}

interface FailingRow extends Omit<RetriedRow, 'row'> {
  /** How many of its last tries failed with the same type. */
  readonly alike: number;
  /** The other rows when it last failed; undefined where that was in another process. */
  seen: Tried | undefined;
}

/** Failures that are the same for every row, however many have been made before. */
const ABOUT_EVERY_ROW: ReadonlySet<FailureType> = new Set(['InvalidCredentials', 'InvalidConfiguration']);

/** A row is refused once chance explains its failures less often than this. */
const LEAST_CHANCE = 1e-6;
const LEAST_TRIES = 3;
/** What one failed try counts at most: one lucky moment of the others must not decide alone. */
const LEAST_SHARE = 0.01;
/** The share of failing rows that is assumed where hardly any has failed. */
const ASSUMED_SHARE = 0.05;
/** Up to this share of failures the others fare well, from this share on they fail alike. */
const FARE_WELL = 0.2;
const FAIL_ALIKE = 0.9;
/** Bad rows can be neighbours: so many rows in a row must have failed, or this one so often. */
const SURE_ROWS = 6;
const SURE_TRIES = 10;
/** A failed try counts so much where no other row was tried meanwhile and the others had fared well before. */
const UNWATCHED_SHARE = 0.1;
/** The process stood still for what goes beyond this between two looks at the clock. */
const LONGEST_TICK_MS = 5_000;

/**
 * Decides for the rows of one chunk whether a failure is about the row or about every row, by how the other rows fare
 * at the same time and not by its type. Each failed try multiplies the chance that the row is merely unlucky by the
 * share of the other rows that failed meanwhile: it drops quickly while the others are made, and not at all in an
 * outage.
 */
export class RowFailures {
  private readonly rows = new Map<number, FailingRow>();
  private failingForMs: number;
  private tickedAtMs: number;

  constructor(
    private readonly options: RowFailuresOptions,
    nowMs = performance.now(),
  ) {
    const { earlier } = options;
    this.failingForMs = earlier.failingForMs;
    this.tickedAtMs = nowMs;
    for (const { row, ...failing } of earlier.retried) {
      this.rows.set(row, { ...failing, alike: failing.tries, seen: undefined });
    }
  }

  /** The row was made, or refused with Commerce's own words. */
  answered(row: number): void {
    this.options.tries.answered({ isFirstTry: !this.rows.delete(row) });
    this.failingForMs = 0;
  }

  failed(row: number, failure: StepFailure, nowMs = performance.now()): RowDecision {
    const { tries, key } = this.options;
    this.tick(nowMs);
    const before = this.rows.get(row);
    if (isOfTheInput(failure)) return this.refusedByCommerce(row, before, failure);
    const others = before?.seen ? since(before.seen, tries.sinceStart) : tries.lastOnes;
    const failing = this.afterTry(before, others, failure);
    tries.failed(`${key} ${row}`, { isFirstTry: before === undefined, nowMs });
    this.rows.set(row, { ...failing, seen: tries.sinceStart });
    const decision = this.decide(failing, failure);
    if (decision.kind === 'refuse') this.rows.delete(row);
    return decision;
  }

  /** An answer like any other: Commerce is well, and says what is wrong with the row. */
  private refusedByCommerce(row: number, before: FailingRow | undefined, failure: StepFailure): RowDecision {
    const { settings, tries } = this.options;
    const failing = this.afterTry(before, { rows: 0, failed: 0 }, failure);
    tries.answered({ isFirstTry: before === undefined });
    this.failingForMs = 0;
    const { alike, tries: count } = failing;
    const inMs = nextTryInMs(failure, { count, alike, triedForMs: 0 }, settings);
    if (inMs === undefined) {
      this.rows.delete(row);
      return { kind: 'refuse' };
    }
    this.rows.set(row, { ...failing, seen: tries.sinceStart });
    return { kind: 'again', inMs };
  }

  /** Counts the time in which no row was answered; called every now and then. */
  tick(nowMs = performance.now()): void {
    if (this.rows.size > 0) this.failingForMs += Math.min(nowMs - this.tickedAtMs, LONGEST_TICK_MS);
    this.tickedAtMs = nowMs;
  }

  /** For the next attempt, and for whoever looks on. */
  toBeKept(): EarlierFailures {
    const retried = [...this.rows].map(([row, { tries, type, chance, share }]) => ({
      ...{ row, tries, type, chance },
      ...(share !== undefined && { share }),
    }));
    return { retried, failingForMs: Math.round(this.failingForMs) };
  }

  private afterTry(
    before: FailingRow | undefined,
    others: Tried,
    { type }: StepFailure,
  ): Omit<FailingRow, 'seen'> {
    const share = others.rows > 0 ? this.shareOf(others) : before?.share;
    const counted = others.rows > 0 ? share : unwatched(share);
    return {
      tries: (before?.tries ?? 0) + 1,
      alike: before?.type === type ? before.alike + 1 : 1,
      type,
      chance: (before?.chance ?? 1) * (counted ?? 1),
      ...(share !== undefined && { share }),
    };
  }

  private decide(failing: Omit<FailingRow, 'seen'>, failure: StepFailure): RowDecision {
    const { settings, tries: all, rowCount, isAnyDone, isAnyOther } = this.options;
    const { tries, alike, share, chance } = failing;
    if (ABOUT_EVERY_ROW.has(failure.type)) return { kind: 'stop' };
    if (tries >= LEAST_TRIES && chance <= LEAST_CHANCE) return { kind: 'refuse' };
    const next = nextTryInMs(failure, { count: tries, alike, triedForMs: this.failingForMs }, settings);
    if (next !== undefined) return { kind: 'again', inMs: next };
    if (share === undefined && !isAnyOther()) return { kind: 'stop' };
    const isSure = all.failedInARow >= Math.min(SURE_ROWS, rowCount) || tries >= SURE_TRIES;
    if (share !== undefined && share >= FAIL_ALIKE && isSure) return { kind: 'stop' };
    if (failure.tries === 'untilGivenUp') {
      const faresWorse = share !== undefined && share <= FARE_WELL && isAnyDone();
      return { kind: faresWorse ? 'refuse' : 'stop' };
    }
    return { kind: 'again', inMs: delayAfter(tries, failure, settings) };
  }

  /** The share of the others that failed, not below what is usual here. */
  private shareOf({ rows, failed }: Tried): number {
    const usual = this.options.tries.usualShare;
    const assumed = Math.max(ASSUMED_SHARE, usual);
    return Math.max((failed + assumed) / (rows + assumed), usual / 2, LEAST_SHARE);
  }
}

function since(before: Tried, now: Tried): Tried {
  return { rows: now.rows - before.rows, failed: now.failed - before.failed };
}

/** No other row was tried meanwhile: it may be the last one, or everything fails. */
function unwatched(share: number | undefined): number {
  return share !== undefined && share <= FARE_WELL ? Math.max(share, UNWATCHED_SHARE) : 1;
}

/** Another try ends alike, or a correction of the input is what it takes. */
function isOfTheInput({ type }: StepFailure): boolean {
  return FAILURES[type].mendedBy === 'input' || type === 'CustomerNotFound' || type === 'CustomerReplaced';
}

function delayAfter(
  tries: number,
  failure: StepFailure,
  { retryFirstMs, retryMaxMs }: RetrySettings,
): number {
  const doubledMs = Math.min(retryFirstMs * 2 ** Math.min(tries - 1, 30), retryMaxMs);
  return Math.max(doubledMs, failure.retryAfterMs ?? 0);
}
