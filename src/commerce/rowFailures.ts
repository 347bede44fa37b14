import { type FailureType, FAILURES } from '../contract/failures';
import type { RetriedRow } from '../contract/importing';
import type { StepFailure } from './failure';
import { nextTryInMs, type RetrySettings } from './retrying';
import { type Fared, faredSince, type KeptTries, type RowTries } from './rowTries';

/** What to do after a row's try failed. */
export type RowDecision =
  | { readonly kind: 'again'; readonly inMs: number }
  /** The failure concerns this row only: the others continue. */
  | { readonly kind: 'refuse' }
  /** The failure concerns every row. */
  | { readonly kind: 'stop' };

export interface RowFailuresOptions {
  readonly settings: RetrySettings;
  /** The tries of all rows of the process. */
  readonly tries: RowTries;
  /** Distinguishes this chunk's rows from those of others. */
  readonly key: string;
  readonly earlier: EarlierFailures;
  /** Rows of the chunk. */
  readonly rowCount: number;
  /** Returns a new number from 0 up to 1 each time. */
  readonly random: () => number;
}

/** What earlier attempts at the chunk knew. */
export interface EarlierFailures {
  readonly retried: readonly RetriedRow[];
  /** How long no row has been answered, added up over all attempts and independent of clock changes. */
  readonly failingForMs: number;
  /** Earlier versions left this out. */
  readonly fared?: KeptTries;
}

interface FailingRow extends Omit<RetriedRow, 'row'> {
  /** How many of its last tries failed with the same type. */
  readonly alike: number;
  readonly first: Moment;
  readonly last: Fared;
}

interface Moment {
  readonly atMs: number;
  /** The results of the other rows, shortly before. */
  readonly fared: Fared;
  readonly outagesMs: number;
}

/** Failures that are the same for every row, however many rows succeeded before. */
const ABOUT_EVERY_ROW: ReadonlySet<FailureType> = new Set(['InvalidCredentials', 'InvalidConfiguration']);

/** At most one good row in a million is refused by chance, given how the other rows fare. */
const LEAST_CHANCE = 1e-6;
const LEAST_TRIES = 3;
/** If no row has failed, this share is assumed to fail. */
const LEAST_SHARE = 0.01;
/** Standard errors above the observed share of failing tries: Wilson's upper bound. */
const STANDARD_ERRORS = 1.645;
/** Bad rows can be neighbors: either so many rows in succession must have failed, or one row so often. */
const SURE_ROWS = 6;
const SURE_TRIES = 10;
/** If more time passes between two ticks, the process was suspended for the rest of it. */
const LONGEST_TICK_MS = 5_000;

/**
 * Decides whether a failure concerns one row of a chunk or every row, by how the other rows fare at the same time and
 * not by the failure's type. It is Wald's sequential probability ratio test: a bad row fails at every try, a good one
 * as often as the tries of the rows that were answered meanwhile. A try counts only if Commerce has been healthy
 * since the try before it. An outage therefore counts once, however often a row is tried in it. If outages repeat,
 * their share of the time counts.
 */
export class RowFailures {
  private readonly rows = new Map<number, FailingRow>();
  private failingForMs: number;
  private tickedAtMs: number;

  constructor(
    private readonly options: RowFailuresOptions,
    nowMs = performance.now(),
  ) {
    const { earlier, tries } = options;
    if (earlier.fared) tries.resume(earlier.fared);
    this.failingForMs = earlier.failingForMs;
    this.tickedAtMs = nowMs;
    for (const { row, ...failing } of earlier.retried) {
      const first = this.momentOf(nowMs);
      this.rows.set(row, { ...failing, first, last: tries.now, alike: failing.tries });
    }
  }

  /** The row was made, or Commerce refused it in its own words. */
  answered(row: number, nowMs = performance.now()): void {
    this.countAnswered(row, nowMs);
    this.rows.delete(row);
  }

  failed(row: number, failure: StepFailure, nowMs = performance.now()): RowDecision {
    const { tries } = this.options;
    this.tick(nowMs);
    const before = this.rows.get(row);
    if (isOfTheInput(failure)) return this.refusedByCommerce(row, failure, nowMs);
    tries.failed(this.keyOf(row), {
      isFirstTry: before === undefined,
      counted: before?.counted ?? 0,
      chance: before?.chance ?? 1,
      nowMs,
    });
    const failing = this.afterTry(before, failure, nowMs);
    const decision = this.decide(failing, failure);
    if (decision.kind === 'refuse') {
      this.rows.delete(row);
      tries.refused(this.keyOf(row));
    } else this.rows.set(row, failing);
    return decision;
  }

  private keyOf(row: number): string {
    return `${this.options.key} ${row}`;
  }

  private countAnswered(row: number, nowMs: number): void {
    const before = this.rows.get(row);
    this.options.tries.answered(this.keyOf(row), {
      failedTries: before?.tries ?? 0,
      counted: before?.counted ?? 0,
      nowMs,
    });
    this.failingForMs = 0;
  }

  /** Commerce answered, so it is healthy, and its words say what is wrong with the row. */
  private refusedByCommerce(row: number, failure: StepFailure, nowMs: number): RowDecision {
    const { settings, random } = this.options;
    const before = this.rows.get(row);
    this.countAnswered(row, nowMs);
    const failing = this.afterTry(before, failure, nowMs);
    const inMs = nextTryInMs(
      failure,
      { count: failing.tries, alike: failing.alike, triedForMs: 0, random },
      settings,
    );
    if (inMs === undefined) {
      this.rows.delete(row);
      return { kind: 'refuse' };
    }
    this.rows.set(row, failing);
    return { kind: 'again', inMs };
  }

  /** Counts the time in which no row was answered; call it regularly. */
  tick(nowMs = performance.now()): void {
    if (this.rows.size > 0) this.failingForMs += Math.min(nowMs - this.tickedAtMs, LONGEST_TICK_MS);
    this.tickedAtMs = nowMs;
  }

  /** State for the next attempt and for observers. */
  toBeKept(): EarlierFailures {
    const retried = [...this.rows].map(([row, { tries, type, counted, chance }]) => ({
      ...{ row, tries, type, counted, chance },
    }));
    const fared = this.options.tries.toBeKept();
    return { retried, failingForMs: Math.round(this.failingForMs), fared };
  }

  private afterTry(earlier: FailingRow | undefined, failure: StepFailure, nowMs: number): FailingRow {
    const { tries } = this.options;
    const { type } = failure;
    const first = earlier?.first ?? this.momentOf(nowMs);
    const isWell = !tries.isOutage() || (earlier !== undefined && tries.now.answered > earlier.last.answered);
    const isCounted = isWell && !failure.isHeld;
    const counted = (earlier?.counted ?? 0) + Number(isCounted);
    return {
      tries: (earlier?.tries ?? 0) + 1,
      alike: earlier?.type === type ? earlier.alike + 1 : 1,
      type,
      counted,
      chance: isCounted ? this.mostFailing(first, nowMs) ** counted : (earlier?.chance ?? 1),
      first,
      last: tries.now,
    };
  }

  private momentOf(atMs: number): Moment {
    const { tries } = this.options;
    return { atMs, fared: tries.recently, outagesMs: tries.outagesMs(atMs) };
  }

  /**
   * The highest share of a good row's tries that may fail: as the other rows' tries do, or as tries in an outage do.
   */
  private mostFailing({ atMs, fared, outagesMs }: Moment, nowMs: number): number {
    const { tries } = this.options;
    const inOutages = nowMs > atMs ? (tries.outagesMs(nowMs) - outagesMs) / (nowMs - atMs) : 0;
    return Math.min(1, Math.max(mostFailingOf(faredSince(fared, tries.now)), inOutages));
  }

  private decide(failing: FailingRow, failure: StepFailure): RowDecision {
    const { settings, tries: all, rowCount, random } = this.options;
    const { tries, alike, counted, chance } = failing;
    if (ABOUT_EVERY_ROW.has(failure.type)) return { kind: 'stop' };
    if (counted >= LEAST_TRIES && chance <= LEAST_CHANCE) return { kind: 'refuse' };
    const soFar = { count: tries, alike, triedForMs: this.failingForMs, random };
    const next = nextTryInMs(failure, soFar, settings);
    if (next !== undefined) return { kind: 'again', inMs: next };
    const isSure = all.failedInARow >= Math.min(SURE_ROWS, rowCount) || tries >= SURE_TRIES;
    const doAllFail = all.isOutage() || all.now.answered === 0;
    if (failure.tries === 'untilGivenUp' || (doAllFail && isSure)) return { kind: 'stop' };
    return { kind: 'again', inMs: delayAfter(tries, failure, { ...settings, random }) };
  }
}

/** The upper bound of Wilson's interval. */
function mostFailingOf({ answered, failed }: Fared): number {
  const tries = answered + failed;
  if (tries === 0) return 1;
  const share = failed / tries;
  const squared = STANDARD_ERRORS ** 2;
  const spread = Math.sqrt((share * (1 - share)) / tries + squared / (4 * tries ** 2));
  const most = (share + squared / (2 * tries) + STANDARD_ERRORS * spread) / (1 + squared / tries);
  return Math.max(most, LEAST_SHARE);
}

/** Another try fails in the same way, or only a correction of the input helps. */
function isOfTheInput({ type }: StepFailure): boolean {
  return FAILURES[type].fixedBy === 'input' || type === 'CustomerNotFound' || type === 'CustomerReplaced';
}

function delayAfter(
  tries: number,
  failure: StepFailure,
  { retryFirstMs, retryMaxMs, random }: RetrySettings & { readonly random: () => number },
): number {
  const doubledMs = Math.min(retryFirstMs * 2 ** Math.min(tries - 1, 30), retryMaxMs);
  return Math.max(doubledMs * random(), failure.retryAfterMs ?? 0);
}
