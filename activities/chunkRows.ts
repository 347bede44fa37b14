import { AsyncResource } from 'node:async_hooks';
import { StepFailure } from '../src/commerce/failure';
import type { RowDecision, RowFailures } from '../src/commerce/rowFailures';
import type { RowTries } from '../src/commerce/rowTries';
import type { ImportRow, RowOutcome } from '../src/contract/importing';
import { asStepFailure } from './asStepFailure';
import type { RowsInFlight, RowSource } from './rowsInFlight';

/** A row, one try at a time. */
export interface RowTry {
  tryOnce(): Promise<RowOutcome>;
  /** The outcome if the last failure concerns only this row. */
  refusedWith(failure: StepFailure): RowOutcome;
}

export interface ChunkRowsOptions {
  readonly rows: readonly ImportRow[];
  readonly begin: (row: ImportRow) => RowTry;
  readonly onOutcome: (outcome: RowOutcome) => void;
  readonly failures: RowFailures;
  readonly inFlight: RowsInFlight;
  readonly tries: RowTries;
  /** Aborted to end requests in flight, because nobody waits for them any more. */
  readonly cut: AbortSignal;
  /** Called before each row. */
  readonly isStopping: () => boolean;
}

/** A row without an outcome. */
interface PendingRow {
  readonly row: number;
  readonly onboarding: RowTry;
}

/**
 * Runs the rows of a chunk, as many at once as there is room for. A failed row waits for its next try without
 * occupying the room of another.
 */
export class ChunkRows implements RowSource {
  private readonly newRows: Iterator<ImportRow, void>;
  private nextNewRow: ImportRow | undefined;
  private readonly dueRows: PendingRow[] = [];
  private readonly waiting = new Set<NodeJS.Timeout>();
  private probe: NodeJS.Timeout | undefined;
  private running = 0;
  private outcomes = 0;
  private readonly unsent = new AbortController();
  private stoppedBy: { readonly reason: unknown } | undefined;
  private settle: () => void = () => undefined;
  /** Set once the rows may begin. It keeps this chunk's async context, whichever chunk frees the room. */
  private begin: (() => void) | undefined;

  constructor(private readonly options: ChunkRowsOptions) {
    this.newRows = options.rows.values();
    this.nextNewRow = this.takeNewRow();
  }

  /** Aborted once no more rows run: requests that are not sent yet must not be sent. */
  get whileUnsent(): AbortSignal {
    return this.unsent.signal;
  }

  /** Resolves when every row is done. @throws the reason of `stop`, once no row is in flight */
  async run(): Promise<void> {
    const ended = new Promise<void>((resolve) => (this.settle = resolve));
    this.begin = AsyncResource.bind(() => this.beginWhatFits());
    this.options.inFlight.join(this);
    this.endIfDone();
    await ended;
    clearTimeout(this.probe);
    for (const timer of this.waiting) clearTimeout(timer);
    this.options.inFlight.leave(this);
    if (this.stoppedBy && !this.isEveryRowDone()) throw this.stoppedBy.reason;
  }

  beginRows(): void {
    this.begin?.();
  }

  /** Begins no more rows and lets those in flight finish. The first reason counts. */
  stop(reason: unknown): void {
    if (this.stoppedBy) return;
    this.stoppedBy = { reason };
    this.unsent.abort(new StepFailure('StepTimedOut', 'no more rows of this chunk are sent'));
    this.endIfDone();
  }

  private beginWhatFits(): void {
    if (this.options.isStopping()) {
      this.stop(new StepFailure('StepTimedOut', 'the worker was shut down before all rows were done'));
    }
    while (!this.stoppedBy) {
      const isDue = this.dueRows.length > 0;
      if ((!isDue && !this.mayBeginNewRow()) || !this.options.inFlight.begin()) return;
      const pending = isDue ? this.dueRows.shift() : this.beginNewRow();
      if (pending) void this.tryRow(pending);
    }
  }

  private mayBeginNewRow(): boolean {
    if (!this.nextNewRow) return false;
    const inMs = this.options.tries.nextRowAtMs() - performance.now();
    if (inMs <= 0) return true;
    clearTimeout(this.probe);
    this.probe = setTimeout(() => this.beginRows(), Math.ceil(inMs));
    return false;
  }

  private beginNewRow(): PendingRow | undefined {
    const row = this.nextNewRow;
    this.nextNewRow = this.takeNewRow();
    this.options.tries.begun(performance.now());
    return row && { row: row.row, onboarding: this.options.begin(row) };
  }

  private takeNewRow(): ImportRow | undefined {
    const next = this.newRows.next();
    return next.done === true ? undefined : next.value;
  }

  private async tryRow(pending: PendingRow): Promise<void> {
    this.running += 1;
    try {
      const outcome = await pending.onboarding.tryOnce();
      this.options.failures.answered(outcome.row);
      this.record(outcome);
    } catch (error) {
      this.failed(pending, error);
    }
    this.running -= 1;
    this.options.inFlight.end();
    this.endIfDone();
  }

  private record(outcome: RowOutcome): void {
    this.outcomes += 1;
    this.options.onOutcome(outcome);
  }

  private failed(pending: PendingRow, error: unknown): void {
    if (this.options.cut.aborted) {
      this.stop(error);
      return;
    }
    const failure = asStepFailure(error);
    // The attempt's time is over, another attempt has replaced it, or its worker stops: the next attempt runs the
    // rows.
    if (failure.type === 'StepTimedOut') this.stop(failure);
    else this.act(pending, failure, this.options.failures.failed(pending.row, failure));
  }

  private act(pending: PendingRow, failure: StepFailure, decision: RowDecision): void {
    switch (decision.kind) {
      case 'again':
        this.tryAgain(pending, decision.inMs);
        return;
      case 'refuse':
        this.record(pending.onboarding.refusedWith(failure));
        return;
      case 'stop':
        this.stop(seenOn(pending.row, failure));
    }
  }

  private tryAgain(pending: PendingRow, inMs: number): void {
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      this.dueRows.push(pending);
      this.beginRows();
    }, inMs);
    this.waiting.add(timer);
  }

  private endIfDone(): void {
    if (this.running === 0 && (this.stoppedBy || this.isEveryRowDone())) this.settle();
  }

  /** Checks the outcomes, because a row that was cut off is neither waiting nor done. */
  private isEveryRowDone(): boolean {
    return this.outcomes === this.options.rows.length;
  }
}

function seenOn(row: number, { type, message, details }: StepFailure): StepFailure {
  return new StepFailure(type, `row ${row}: ${message}`, { details });
}
