/** So many of the last answered rows say how rows fare right now. */
const RECENT = 50;
/** The last two hundred first tries or so say what is usual. */
const USUAL_WEIGHT = 0.005;
/** The share of failing first tries that is assumed beforehand, and the number of tries that this weighs as much as. */
const ASSUMED_SHARE = 0.05;
const ASSUMED_TRIES = 20;
/** A run of failures counts at most so much of what is usual: one outage must not make the next look usual. */
const MOST_COUNTED = 20;
/** At least so many rows are assumed to be bad: fail at every try. */
const LEAST_BAD = 0.02;
/** Chance hardly explains that a good row fails so often. */
const HARDLY = 0.05;
/** Failures in a row that chance and bad rows explain less often than this are an outage. */
const LEAST_CHANCE_OF_RUN = 1e-4;

/** Rows that were answered, and how many of their tries had failed before that. */
export interface Fared {
  readonly answered: number;
  readonly failed: number;
  /** Those that failed while Commerce was well. */
  readonly failedWell: number;
}

/** What the next process needs to know of this one. */
export interface KeptTries {
  readonly recent: Fared;
  /** Of first tries, as is usual. */
  readonly failingShare: number;
}

interface FailingRow {
  /** The probability that it fails at every try, by what happened before the run. */
  readonly bad: number;
  /** Within the run. */
  readonly tries: number;
}

/**
 * How all rows of one process fare, whichever chunk they belong to. Bad rows say nothing about the others, however many
 * they are: so a row is compared with those that were answered, and with how often these had failed.
 */
export class RowTries {
  private total: Fared = { answered: 0, failed: 0, failedWell: 0 };
  /** The total before each of the last answered rows. */
  private readonly before: Fared[] = [];
  private firstTries = ASSUMED_TRIES;
  private failingShare = ASSUMED_SHARE;
  /** Rows that failed since the last answer. */
  private readonly run = new Map<string, FailingRow>();
  private firstTriesOfRun = 0;
  /** Rows without an answer whose failures chance hardly explains, and rows that were refused for it. */
  private readonly suspects = new Set<string>();
  private refusedRows = 0;
  private logChanceOfRun = 0;
  private outageSinceMs = 0;
  private pastOutagesMs = 0;
  private probeAtMs = 0;
  private probeDelayMs = 0;

  constructor(private readonly intervals: { readonly retryFirstMs: number; readonly retryMaxMs: number }) {}

  /** Takes over what another process knew, where this one knows nothing yet. */
  resume({ recent, failingShare }: KeptTries): void {
    if (this.total.answered > 0 || this.run.size > 0) return;
    this.before.push(this.total);
    this.total = recent;
    this.failingShare = failingShare;
  }

  toBeKept(): KeptTries {
    return { recent: faredSince(this.recently, this.total), failingShare: this.failingShare };
  }

  get now(): Fared {
    return this.total;
  }

  /** A few answered rows ago. */
  get recently(): Fared {
    return this.before[0] ?? this.total;
  }

  /** How many rows failed at their first try since the last answer. */
  get failedInARow(): number {
    return this.firstTriesOfRun;
  }

  /** Neither chance nor bad rows, as many as are usual here, explain the failures since the last answer. */
  isOutage(): boolean {
    return this.logChanceOfRun < Math.log(LEAST_CHANCE_OF_RUN);
  }

  /** For so long Commerce was not well, added up over all outages. */
  outagesMs(nowMs: number): number {
    return this.pastOutagesMs + (this.isOutage() ? nowMs - this.outageSinceMs : 0);
  }

  /** The row was made, or Commerce said what is wrong with it. */
  answered(row: string, { failedTries, counted, nowMs }: AnsweredTry): void {
    this.suspects.delete(row);
    this.pastOutagesMs = this.outagesMs(nowMs);
    this.countFirstTries(1, Math.min(this.firstTriesOfRun, MOST_COUNTED));
    if (failedTries === 0) this.countFirstTries(0, 1);
    this.run.clear();
    this.firstTriesOfRun = 0;
    this.logChanceOfRun = 0;
    this.before.push(this.total);
    if (this.before.length > RECENT) this.before.shift();
    const { answered, failed, failedWell } = this.total;
    this.total = {
      answered: answered + 1,
      failed: failed + failedTries,
      failedWell: failedWell + counted,
    };
  }

  /** Its failures are its own. */
  refused(row: string): void {
    this.suspects.delete(row);
    this.refusedRows += 1;
  }

  failed(row: string, { isFirstTry, counted, chance, nowMs }: FailedTry): void {
    const wasOutage = this.isOutage();
    if (chance <= HARDLY) this.suspects.add(row);
    const before = this.run.get(row) ?? {
      bad: this.probablyBad(Math.min(chance, this.goodFailing ** counted)),
      tries: 0,
    };
    const after = { ...before, tries: before.tries + 1 };
    this.run.set(row, after);
    this.logChanceOfRun += this.logChanceOf(after) - this.logChanceOf(before);
    if (isFirstTry) this.firstTriesOfRun += 1;
    if (wasOutage || !this.isOutage()) return;
    this.outageSinceMs = nowMs;
    this.probeDelayMs = this.intervals.retryFirstMs;
    this.probeAtMs = nowMs + this.probeDelayMs;
  }

  /** While everything fails, a new row is begun only now and then, to find out whether it still does. */
  nextRowAtMs(): number {
    return this.isOutage() ? this.probeAtMs : -Infinity;
  }

  begun(nowMs: number): void {
    this.probeDelayMs = Math.min(this.probeDelayMs * 2, this.intervals.retryMaxMs);
    this.probeAtMs = nowMs + this.probeDelayMs;
  }

  private countFirstTries(failed: 0 | 1, times: number): void {
    for (let time = 0; time < times; time += 1) {
      this.firstTries += 1;
      this.failingShare += Math.max(USUAL_WEIGHT, 1 / this.firstTries) * (failed - this.failingShare);
    }
  }

  /** Of the tries of good rows. */
  private get goodFailing(): number {
    const { answered, failedWell } = faredSince(this.recently, this.total);
    return (failedWell + ASSUMED_SHARE) / (answered + failedWell + 1);
  }

  /** By Bayes' rule. Rows are bad where first tries fail more often than good rows do, and where they fail on and on. */
  private probablyBad(chance: number): number {
    const { goodFailing } = this;
    const bySurplus = (this.failingShare - goodFailing) / (1 - goodFailing);
    const suspects = this.refusedRows + this.suspects.size;
    const bySuspects = suspects / (suspects + this.total.answered + ASSUMED_TRIES);
    const badRows = Math.max(LEAST_BAD, bySurplus, bySuspects);
    return badRows / (badRows + (1 - badRows) * chance);
  }

  private logChanceOf({ bad, tries }: FailingRow): number {
    return Math.log(bad + (1 - bad) * this.goodFailing ** tries);
  }
}

interface AnsweredTry {
  /** Of this row, before it was answered; and those of them while Commerce was well. */
  readonly failedTries: number;
  readonly counted: number;
  readonly nowMs: number;
}

interface FailedTry {
  readonly isFirstTry: boolean;
  /** Tries of this row before that failed while Commerce was well, and the chance that a good row fails so often. */
  readonly counted: number;
  readonly chance: number;
  readonly nowMs: number;
}

export function faredSince(before: Fared, now: Fared): Fared {
  return {
    answered: now.answered - before.answered,
    failed: now.failed - before.failed,
    failedWell: now.failedWell - before.failedWell,
  };
}
