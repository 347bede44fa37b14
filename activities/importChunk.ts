import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import pLimit, { type Limit } from 'p-limit';
import type { Commerce } from '../src/commerce';
import type { Evidence, OnboardingRun } from '../src/commerce/createOnce';
import { StepFailure } from '../src/commerce/failure';
import { importRow, type ImportRowOptions } from '../src/commerce/importRow';
import { withoutRequestSpans } from '../src/commerce/requestSpan';
import { givenNames } from '../src/contract/givenNames';
import type { ImportChunkRequest, ImportedChunk, ImportRow, RowOutcome } from '../src/contract/importing';
import { METRICS } from '../src/contract/metrics';
import { inputProblemLine } from '../src/contract/parse/inputProblem';
import type { RecordedRun } from '../src/temporal/runs/recordedRun';
import { asStepFailure } from './asStepFailure';
import { type ActivityAttempt, attemptLimits } from './attemptLimits';
import { ChunkProgress } from './chunkProgress';
import type { CreateCustomerSettings } from './createCustomer';
import { evidenceOf, listedRuns } from './evidence';
import { guardChunk, type GuardedChunk } from './writeGuard';

export interface ImportSettings extends CreateCustomerSettings {
  /** Rows at once in this process, of all chunks together. */
  importConcurrency: number;
}

/** The activity for one process, whose chunks share its concurrency. */
export function createImportChunk(
  commerce: Commerce,
  settings: ImportSettings,
): (request: ImportChunkRequest) => Promise<ImportedChunk> {
  const limit = pLimit(settings.importConcurrency);
  return (request) => new ChunkImport(commerce, settings, limit, request).run();
}

const HEARTBEAT_EVERY_MS = 500;

/** One attempt at a chunk. It goes on where the one before it was when it last told. */
class ChunkImport {
  private readonly context = Context.current();
  private readonly progress: ChunkProgress;
  private readonly attempt: ActivityAttempt;
  private readonly hindered = new AbortController();
  /** What this attempt did. */
  private readonly done: RowOutcome[] = [];

  constructor(
    private readonly commerce: Commerce,
    private readonly settings: ImportSettings,
    private readonly limit: Limit,
    private readonly request: ImportChunkRequest,
  ) {
    this.progress = new ChunkProgress(request.chunk.rows);
    const limits = attemptLimits(this.context, () => this.progress.toBeKept());
    this.attempt = { ...limits, signal: AbortSignal.any([limits.signal, this.hindered.signal]) };
    // Each row that waits for its next try is a listener.
    setMaxListeners(0, this.attempt.signal);
  }

  async run(): Promise<ImportedChunk> {
    if (this.context.info.attempt > 1) this.progress.resume(this.context.info.heartbeatDetails);
    const beat = () => this.context.heartbeat(this.progress.toBeKept());
    const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
    try {
      const { chunk, earlierOutcomes: outcomes } = this.request;
      const guarded = await guardChunk(this.context, this.attempt, this.settings, { chunk, outcomes });
      this.progress.addEarlier(guarded.outcomes);
      await this.importRows(guarded);
      return { outcomes: this.progress.all() };
    } catch (error) {
      beat();
      throw this.failure(error);
    } finally {
      clearInterval(timer);
      countRows(this.context, this.done);
    }
  }

  /** What hinders one row hinders all: the first such failure ends the others. */
  private async importRows(guarded: GuardedChunk): Promise<void> {
    const pending = this.progress.pending().values();
    const { customers: api } = this.commerce;
    const evidenceOfRow = this.evidenceOfChunk(guarded);
    const options = { ...this.settings, api, attempt: this.attempt, guarded, evidenceOfRow };
    const lanes = Array.from({ length: this.settings.importConcurrency }, () =>
      this.limit(() => withoutRequestSpans(() => this.importOneByOne(pending, options))),
    );
    await Promise.all(lanes);
    if (this.hindered.signal.aborted) throw this.hindered.signal.reason;
  }

  /** Takes the next row of those that all lanes share as soon as it is done with one. */
  private async importOneByOne(pending: Iterable<ImportRow>, options: RowOptions): Promise<void> {
    try {
      for (const row of pending) {
        this.attempt.signal.throwIfAborted();
        this.context.cancellationSignal.throwIfAborted();
        const outcome = await importParsed(row, options);
        this.progress.record(outcome);
        this.done.push(outcome);
      }
    } catch (error) {
      if (!this.hindered.signal.aborted) this.hindered.abort(error);
    }
  }

  /** Of all rows alike, but for the names that an earlier run gave each; the server is asked for those runs once. */
  private evidenceOfChunk({ past }: GuardedChunk): (row: ImportRow) => Evidence {
    const { firstStartedAt, originalRunId, earlierOutcomes } = this.request;
    const retried = earlierOutcomes !== undefined && { retriedNames: [] };
    const request = { firstStartedAt, originalRunId, ...retried };
    const evidence = evidenceOf(this.context, request, this.attempt, past);
    const asked = new Map<boolean, ReturnType<typeof listedRuns>>();
    const runs = (patient: boolean) => {
      const known = asked.get(patient) ?? listedRuns(this.context, this.attempt, { ...past, patient });
      asked.set(patient, known);
      return known;
    };
    return ({ row }) => ({
      ...evidence,
      earlierRuns: async (patient) => (await runs(patient)).map((run) => runOfRow(run, row)),
    });
  }

  private failure(error: unknown): unknown {
    const { cancellationSignal, cancellationDetails, info } = this.context;
    if (error === cancellationSignal.reason && !cancellationDetails?.workerShutdown) return error;
    const failure = asStepFailure(error);
    const isFinal = error instanceof StepFailure || info.attempt >= UNFORESEEN_TRIES;
    const isHandedBack = cancellationDetails?.workerShutdown === true || failure.type === 'StepTimedOut';
    return ApplicationFailure.create({
      type: failure.type,
      message: failure.message,
      nonRetryable: isFinal && !isHandedBack,
      details: [
        { step: 'createCustomer', ...failure.details },
        { outcomes: this.progress.all() } satisfies ImportedChunk,
      ],
    });
  }
}

interface RowOptions extends Omit<ImportRowOptions, 'evidence'> {
  guarded: GuardedChunk;
  evidenceOfRow: (row: ImportRow) => Evidence;
}

/** What an earlier run of the chunk gave the row of this number. */
function runOfRow({ startedAt, args }: RecordedRun, row: number): OnboardingRun {
  const { rows } = (args[0] ?? {}) as { rows?: unknown };
  const given = (Array.isArray(rows) ? (rows as unknown[]) : []).filter((one) => isRow(one, row));
  return { startedAt, names: given.flatMap(({ input }) => givenNames(input)) };
}

function isRow(value: unknown, row: number): value is { input: unknown } {
  return (
    typeof value === 'object' && value !== null && 'row' in value && value.row === row && 'input' in value
  );
}

function importParsed(
  row: ImportRow,
  { guarded, evidenceOfRow, ...options }: RowOptions,
): RowOutcome | Promise<RowOutcome> {
  const parsed = guarded.checkedRow(row.input);
  if (parsed.ok) {
    return importRow({ row: row.row, input: parsed.input }, { ...options, evidence: evidenceOfRow(row) });
  }
  const message = parsed.problems.map(inputProblemLine).join('\n');
  return { row: row.row, outcome: 'refused', failure: { type: 'InvalidInput', message, step: 'input' } };
}

/** By what they came to: a call for each row would cost as much as what makes its customer. */
function countRows({ metricMeter }: Context, outcomes: readonly RowOutcome[]): void {
  const { name, help } = METRICS.importedRows;
  const counter = metricMeter.createCounter(name, '', help);
  const rowsBy = new Map<string, { labels: { outcome: string; failure: string }; rows: number }>();
  for (const row of outcomes) {
    const labels = { outcome: row.outcome, failure: row.outcome === 'refused' ? row.failure.type : '' };
    const key = `${labels.outcome} ${labels.failure}`;
    const counted = rowsBy.get(key) ?? { labels, rows: 0 };
    rowsBy.set(key, { labels, rows: counted.rows + 1 });
  }
  for (const { labels, rows } of rowsBy.values()) counter.add(rows, labels);
}

const UNFORESEEN_TRIES = 5;
