import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { Commerce } from '../src/commerce';
import type { Evidence, OnboardingRun } from '../src/commerce/createOnce';
import { StepFailure } from '../src/commerce/failure';
import { RowImport } from '../src/commerce/importRow';
import { withoutRequestSpans } from '../src/commerce/requestSpan';
import { RowFailures } from '../src/commerce/rowFailures';
import { RowTries } from '../src/commerce/rowTries';
import { givenNames } from '../src/contract/givenNames';
import {
  type ImportChunkRequest,
  type ImportedChunk,
  type ImportedRows,
  type ImportRow,
  REFUSED_ALIKE,
  type RowOutcome,
} from '../src/contract/importing';
import { markerOfRun } from '../src/contract/marker';
import type { KeptProgress } from '../src/contract/parse/keptProgress';
import { inputProblemLine } from '../src/contract/parse/inputProblem';
import { markerAttributeOf } from '../src/onboardings/runs/markerAttribute';
import type { RecordedRun } from '../src/onboardings/runs/recordedRun';
import { AlikeRefusals } from './alikeRefusals';
import { asStepFailure } from './asStepFailure';
import { type ActivityAttempt, attemptLimits } from './attemptLimits';
import { ChunkProgress } from './chunkProgress';
import { ChunkRows, type RowTry } from './chunkRows';
import type { CreateCustomerSettings } from './createCustomer';
import { evidenceOf, listedRuns, type Past, resetOf } from './evidence';
import { countRows } from './metrics';
import { type SubscriberSettings, subscribersToReport } from './subscribersToReport';
import { RetriedRowsReport } from './retriedRowsReport';
import { RowsInFlight } from './rowsInFlight';
import { guardChunk, type GuardedChunk } from './writeGuard';

export interface ImportSettings extends CreateCustomerSettings, SubscriberSettings {
  /** The most rows at once in this process, for all chunks together. */
  importConcurrency: number;
}

/** The worker that runs the activities. */
export interface RunningWorker {
  /** Whether it takes no more work and lets running work finish. */
  isStopping(): boolean;
}

/** State that the chunks of one process share. */
interface Shared {
  readonly commerce: Commerce;
  readonly settings: ImportSettings;
  readonly worker: RunningWorker;
  readonly inFlight: RowsInFlight;
  readonly tries: RowTries;
}

/** The import activity of one process, whose chunks share the limit on rows. */
export function createImportChunk(
  commerce: Commerce,
  settings: ImportSettings,
  worker: RunningWorker = { isStopping: () => false },
): (request: ImportChunkRequest) => Promise<ImportedRows> {
  const inFlight = new RowsInFlight(settings.importConcurrency, commerce.rowLimit);
  const shared = { commerce, settings, worker, inFlight, tries: new RowTries(settings) };
  return (request) => new ChunkImport(shared, request).run();
}

const TICK_EVERY_MS = 500;
/** The grace period for requests in flight when a chunk is cancelled: longer than a request takes by default. */
const CANCELLED_GRACE_MS = 75_000;
/** A chunk that its worker hands back continues at once, however often that has happened. */
const HANDED_BACK_DELAY = '1s';
const UNFORESEEN_TRIES = 5;

/** One attempt at a chunk. It continues where the previous one stopped. */
class ChunkImport {
  private readonly context = Context.current();
  private readonly progress: ChunkProgress;
  private readonly failures: RowFailures;
  private readonly refusals: AlikeRefusals | undefined;
  private readonly retriedRows = new RetriedRowsReport(this.context);
  private readonly cut = new AbortController();
  private cutTimer: NodeJS.Timeout | undefined;
  private readonly attempt: ActivityAttempt;
  /** Set once the chunk has passed the guard. */
  private rows: ChunkRows | undefined;
  /** The outcomes of this attempt. */
  private readonly done: RowOutcome[] = [];

  constructor(
    private readonly shared: Shared,
    private readonly request: ImportChunkRequest,
  ) {
    const { chunk } = request;
    const { settings, tries } = shared;
    this.progress = new ChunkProgress(chunk.rows);
    const earlier = this.progress.resume(this.context.info.heartbeatDetails);
    this.failures = new RowFailures({
      settings,
      tries,
      earlier,
      key: `${chunk.importId} ${chunk.chunk}`,
      rowCount: chunk.rows.length,
      random: Math.random,
    });
    this.refusals = chunk.stopsWhenRefusedAlike && new AlikeRefusals(chunk.rows);
    const limits = attemptLimits(this.context, () => this.toBeKept());
    this.attempt = { ...limits, signal: AbortSignal.any([limits.signal, this.cut.signal]) };
  }

  async run(): Promise<ImportedRows> {
    this.context.cancelled.catch((reason: unknown) => this.cancel(reason));
    if (this.progress.doneRows > 0) this.beat();
    const timer = setInterval(() => this.tick(), TICK_EVERY_MS);
    try {
      const { chunk, earlierOutcomes: outcomes, markerAttribute } = this.request;
      const { settings } = this.shared;
      const claim = { chunk, outcomes, markerAttribute };
      const guarded = await guardChunk(this.context, this.attempt, settings, claim);
      this.progress.addEarlier(guarded.outcomes);
      this.context.cancellationSignal.throwIfAborted();
      await this.importRows(guarded);
      return { outcomes: this.progress.reported(), ...subscribersToReport(settings) };
    } catch (error) {
      this.beat();
      throw this.failure(error);
    } finally {
      clearInterval(timer);
      clearTimeout(this.cutTimer);
      countRows(this.context, this.done);
    }
  }

  private async importRows(guarded: GuardedChunk): Promise<void> {
    const { inFlight, tries, worker } = this.shared;
    const evidenceOfRow = this.evidenceOfChunk(guarded);
    const rows: ChunkRows = new ChunkRows({
      ...{ failures: this.failures, inFlight, tries, cut: this.attempt.signal },
      rows: this.progress.pending(),
      begin: (row) =>
        this.begin(row, { guarded, evidence: evidenceOfRow(row), whileUnsent: rows.whileUnsent }),
      onOutcome: (outcome) => this.record(outcome),
      isStopping: () => worker.isStopping(),
    });
    this.rows = rows;
    // Each row in flight adds a listener.
    setMaxListeners(0, this.attempt.signal, rows.whileUnsent);
    for (const outcome of this.progress.all()) this.watchRefusals(outcome);
    await withoutRequestSpans(() => rows.run());
  }

  private begin({ row, input }: ImportRow, { guarded, evidence, whileUnsent }: RowContext): RowTry {
    const parsed = guarded.checkedRow(input);
    if (!parsed.ok) return invalidRow(row, parsed.problems.map(inputProblemLine).join('\n'));
    const { clockToleranceMs } = this.shared.settings;
    const api = this.shared.commerce.customers;
    const options = { api, evidence, attempt: this.attempt, whileUnsent, clockToleranceMs };
    return new RowImport({ row, input: parsed.input }, options);
  }

  private record(outcome: RowOutcome): void {
    this.progress.record(outcome);
    this.done.push(outcome);
    this.watchRefusals(outcome);
  }

  private watchRefusals(outcome: RowOutcome): void {
    const failure = this.refusals?.add(outcome);
    if (!failure) return;
    const { type, message, step } = failure;
    this.rows?.stop(new StepFailure(type, `${REFUSED_ALIKE}${message}`, { details: { step } }));
  }

  /** Begins no more rows. Those in flight complete, or end after the grace period. */
  private cancel(reason: unknown): void {
    this.rows?.stop(reason);
    this.cutTimer = setTimeout(() => this.cut.abort(reason), CANCELLED_GRACE_MS);
  }

  private tick(): void {
    this.failures.tick();
    this.retriedRows.update(this.failures.toBeKept().retried);
    this.rows?.beginRows();
    this.beat();
  }

  private beat(): void {
    this.context.heartbeat(this.toBeKept());
  }

  private toBeKept(): KeptProgress {
    return this.progress.toBeKept(this.failures.toBeKept());
  }

  /**
   * The evidence is the same for all rows, except for their markers, and for the names that an earlier run gave each;
   * the server is asked for those runs once.
   */
  private evidenceOfChunk({ past }: GuardedChunk): (row: ImportRow) => Evidence {
    const { firstStartedAt, originalRunId, earlierOutcomes, markerAttribute: attribute } = this.request;
    const retried = earlierOutcomes !== undefined && { retriedNames: [] };
    const request = { firstStartedAt, originalRunId, ...retried };
    const evidence = evidenceOf(this.context, request, this.attempt, past);
    const asked = new Map<boolean, Promise<readonly ChunkRun[]>>();
    const runs = (patient: boolean) => {
      const known = asked.get(patient) ?? this.earlierRuns(past, patient);
      asked.set(patient, known);
      return known;
    };
    return ({ row }) => ({
      ...evidence,
      marker: markerOfRun({ attribute, originalRunId, row }),
      earlierRuns: async (patient) => (await runs(patient)).map((run) => runOfRow(run, row)),
    });
  }

  private async earlierRuns(past: Past, patient: boolean): Promise<readonly ChunkRun[]> {
    const { context, attempt, request } = this;
    const options = { ...past, resetOf: resetOf(context.info, request), patient };
    const runs = await listedRuns(context, attempt, options);
    return await Promise.all(
      runs.map(async (run) => ({ ...run, attribute: await markerAttributeOf(context.client, run) })),
    );
  }

  private failure(error: unknown): unknown {
    const { cancellationDetails, info } = this.context;
    const imported: ImportedChunk = { outcomes: this.progress.reported() };
    if (cancellationDetails?.cancelRequested) {
      return new CancelledFailure('the import was cancelled between its rows', [imported]);
    }
    // An operator paused or reset it: the SDK reports that to the server.
    if (error instanceof CancelledFailure && !cancellationDetails?.workerShutdown) return error;
    const failure = asStepFailure(error);
    const isFinal = error instanceof StepFailure || info.attempt >= UNFORESEEN_TRIES;
    const isHandedBack = cancellationDetails?.workerShutdown === true || failure.type === 'StepTimedOut';
    return ApplicationFailure.create({
      type: failure.type,
      message: failure.message,
      nonRetryable: isFinal && !isHandedBack,
      ...(isHandedBack && { nextRetryDelay: HANDED_BACK_DELAY }),
      details: [{ step: 'createCustomer', ...failure.details }, imported],
    });
  }
}

interface RowContext {
  readonly guarded: GuardedChunk;
  readonly evidence: Evidence;
  readonly whileUnsent: AbortSignal;
}

function invalidRow(row: number, message: string): RowTry {
  const failure = { type: 'InvalidInput', message, step: 'input' } as const;
  const outcome: RowOutcome = { row, outcome: 'refused', failure };
  return { tryOnce: () => Promise.resolve(outcome), refusedWith: () => outcome };
}

/** An earlier run of the chunk. */
interface ChunkRun extends RecordedRun {
  /** The custom attribute for its markers. */
  readonly attribute: string | undefined;
}

/** The input and the marker of the row with this number in an earlier run of the chunk. */
function runOfRow({ startedAt, args, originalRunId, attribute }: ChunkRun, row: number): OnboardingRun {
  const { rows } = (args[0] ?? {}) as { rows?: unknown };
  const given = (Array.isArray(rows) ? (rows as unknown[]) : []).filter((one) => isRow(one, row));
  const names = given.flatMap(({ input }) => givenNames(input));
  return { startedAt, names, marker: markerOfRun({ attribute, originalRunId, row }) };
}

function isRow(value: unknown, row: number): value is { input: unknown } {
  return (
    typeof value === 'object' && value !== null && 'row' in value && value.row === row && 'input' in value
  );
}
