/** How many of the last first tries are remembered. */
const RECENT = 20;
/** So many rows in a row that fail, with no other answer in between, may be an outage. */
const OUTAGE_ROWS = 3;
/** The last two hundred rows or so say what is usual: an outage is forgotten in time. */
const USUAL_WEIGHT = 0.005;

/** How many rows were tried for the first time, and how many of those tries failed. */
export interface Tried {
  readonly rows: number;
  readonly failed: number;
}

/**
 * How all rows of one process fare, whichever chunk they belong to. Only first tries are counted: a row that has
 * failed before says little about the others.
 */
export class RowTries {
  private readonly recent: boolean[] = [];
  private total: Tried = { rows: 0, failed: 0 };
  private usual = 0;
  private readonly failedSinceAnswer = new Set<string>();
  private probeAtMs = 0;
  private probeDelayMs = 0;

  constructor(private readonly intervals: { readonly retryFirstMs: number; readonly retryMaxMs: number }) {}

  get sinceStart(): Tried {
    return this.total;
  }

  /** The share of first tries that fail. */
  get usualShare(): number {
    return this.usual;
  }

  get lastOnes(): Tried {
    return { rows: this.recent.length, failed: this.recent.filter((failed) => failed).length };
  }

  /** How many of the last first tries failed, with none in between that did not. */
  get failedInARow(): number {
    return this.recent.length - 1 - this.recent.lastIndexOf(false);
  }

  answered({ isFirstTry }: { readonly isFirstTry: boolean }): void {
    this.failedSinceAnswer.clear();
    if (isFirstTry) this.count(false);
  }

  failed(row: string, { isFirstTry, nowMs }: { readonly isFirstTry: boolean; readonly nowMs: number }): void {
    if (isFirstTry) this.count(true);
    const wasOutage = this.isOutage();
    this.failedSinceAnswer.add(row);
    if (wasOutage || !this.isOutage()) return;
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

  private isOutage(): boolean {
    return this.failedSinceAnswer.size >= OUTAGE_ROWS;
  }

  private count(failed: boolean): void {
    this.total = { rows: this.total.rows + 1, failed: this.total.failed + Number(failed) };
    this.usual += Math.max(USUAL_WEIGHT, 1 / (this.total.rows + 1)) * (Number(failed) - this.usual);
    this.recent.push(failed);
    if (this.recent.length > RECENT) this.recent.shift();
  }
}
