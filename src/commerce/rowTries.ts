/** So many of the last answered rows show how rows fare now. */
const RECENT = 50;
/** The usual share is an average over about the last two hundred first tries. */
const USUAL_WEIGHT = 0.005;
/**
 * The share of failing first tries that is assumed at the start, and the number of tries that it weighs as much as.
 */
const ASSUMED_SHARE = 0.05;
const ASSUMED_TRIES = 20;
/** A run of failures changes the usual share at most so much: one outage must not make the next look normal. */
const MOST_COUNTED = 20;
/** The least share of rows that is assumed to be bad, that is, to fail at every try. */
const LEAST_BAD = 0.02;
/** A good row that fails so often is probably not explained by chance. */
const HARDLY = 0.05;
/** If chance and bad rows explain failures in succession less often than this, there is an outage. */
const LEAST_CHANCE_OF_RUN = 1e-4;

/** Rows that were answered, and how many of their tries had failed before. */
export interface Fared {
  readonly answered: number;
  readonly failed: number;
  /** Tries that failed while Commerce was healthy. */
  readonly failedWell: number;
}

/** What the next process needs to know from this one. */
export interface KeptTries {
  readonly recent: Fared;
  /** The usual share of failing first tries. */
  readonly failingShare: number;
}

interface FailingRow {
  /** The probability that the row fails at every try, given what happened before the run of failures. */
  readonly bad: number;
  /** Its tries within the run of failures. */
  readonly tries: number;
}

/**
 * How all rows of one process fare, whichever chunk they belong to. Bad rows say nothing about other rows, however
 * many they are. A row is therefore compared with the rows that were answered and with how often those had failed.
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
  /** Rows without an answer whose failures chance hardly explains, and rows that were refused for that reason. */
  private readonly suspects = new Set<string>();
  private refusedRows = 0;
  private logChanceOfRun = 0;
  private outageSinceMs = 0;
  private pastOutagesMs = 0;
  private probeAtMs = 0;
  private probeDelayMs = 0;

  constructor(private readonly intervals: { readonly retryFirstMs: number; readonly retryMaxMs: number }) {}

  /** Takes over another process's state, if this one has none yet. */
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

  /** The results of the last few answered rows. */
  get recently(): Fared {
    return this.before[0] ?? this.total;
  }

  /** How many rows failed at their first try since the last answer. */
  get failedInARow(): number {
    return this.firstTriesOfRun;
  }

  /** Neither chance nor the usual number of bad rows explains the failures since the last answer. */
  isOutage(): boolean {
    return this.logChanceOfRun < Math.log(LEAST_CHANCE_OF_RUN);
  }

  /** How long Commerce was not healthy, added up over all outages. */
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

  /** The row's failures concern only itself. */
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

  /** While everything fails, a new row begins only now and then, to find out whether the outage is over. */
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

  /** The share of failing tries among good rows. */
  private get goodFailing(): number {
    const { answered, failedWell } = faredSince(this.recently, this.total);
    return (failedWell + ASSUMED_SHARE) / (answered + failedWell + 1);
  }

  /** Bayes' rule. Rows are bad if first tries fail more often than good rows' do and if the rows keep failing. */
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
  /** The row's tries that failed before it was answered, and those of them while Commerce was healthy. */
  readonly failedTries: number;
  readonly counted: number;
  readonly nowMs: number;
}

interface FailedTry {
  readonly isFirstTry: boolean;
  /**
   * The row's earlier tries that failed while Commerce was healthy, and the chance that a good row fails so often.
   */
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
