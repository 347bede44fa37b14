import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import pLimit, { type Limit } from 'p-limit';
import type { Commerce } from '../src/commerce';
import type { Attempt } from '../src/commerce/attempt';
import type { Evidence } from '../src/commerce/createOnce';
import { StepFailure } from '../src/commerce/failure';
import { importRow, type ImportRowOptions } from '../src/commerce/importRow';
import { withoutRequestSpans } from '../src/commerce/requestSpan';
import type {
  ImportChunk,
  ImportChunkRequest,
  ImportedChunk,
  ImportRow,
  RowOutcome,
} from '../src/contract/importing';
import { METRICS } from '../src/contract/metrics';
import { inputProblemLine } from '../src/contract/parse/inputProblem';
import { parseOnboardingInput } from '../src/contract/parse/onboardingInput';
import { tenantId } from '../src/contract/parse/workflowId';
import { asStepFailure } from './asStepFailure';
import { attemptLimits } from './attemptLimits';
import { ChunkProgress } from './chunkProgress';
import type { CreateCustomerSettings } from './createCustomer';
import { assertEncryptedInput } from './encryptedInput';
import { evidenceOf } from './evidence';

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
  private readonly attempt: Attempt;
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
    for (const outcome of this.request.earlierOutcomes ?? []) this.progress.record(outcome);
    if (this.context.info.attempt > 1) this.progress.resume(this.context.info.heartbeatDetails);
    const beat = () => this.context.heartbeat(this.progress.toBeKept());
    const timer = setInterval(beat, HEARTBEAT_EVERY_MS);
    try {
      if (this.settings.requireEncryption) await assertEncryptedInput(this.context);
      assertOwnTenant(this.request.chunk, this.settings.restEndpoint);
      await this.importRows();
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
  private async importRows(): Promise<void> {
    const pending = this.progress.pending().values();
    const { customers: api } = this.commerce;
    const options = { ...this.settings, api, evidence: this.evidenceOfChunk(), attempt: this.attempt };
    const lanes = Array.from({ length: this.settings.importConcurrency }, () =>
      this.limit(() => withoutRequestSpans(() => this.importOneByOne(pending, options))),
    );
    await Promise.all(lanes);
    if (this.hindered.signal.aborted) throw this.hindered.signal.reason;
  }

  /** Takes the next row of those that all lanes share as soon as it is done with one. */
  private async importOneByOne(pending: Iterable<ImportRow>, options: ImportRowOptions): Promise<void> {
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

  /** Of all rows alike; the server is asked for earlier runs once. */
  private evidenceOfChunk(): Evidence {
    const { firstStartedAt, originalRunId, earlierOutcomes } = this.request;
    const retried = earlierOutcomes !== undefined && { retriedNames: [] };
    const evidence = evidenceOf(this.context, { firstStartedAt, originalRunId, ...retried }, this.attempt);
    let asked: Promise<Date | undefined> | undefined;
    return { ...evidence, earlierRunStartedAt: () => (asked ??= evidence.earlierRunStartedAt()) };
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

function importParsed(
  { row, input }: ImportRow,
  options: ImportRowOptions,
): RowOutcome | Promise<RowOutcome> {
  const parsed = parseOnboardingInput(input);
  if (parsed.ok) return importRow({ row, input: parsed.input }, options);
  const message = parsed.problems.map(inputProblemLine).join('\n');
  return { row, outcome: 'refused', failure: { type: 'InvalidInput', message, step: 'input' } };
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

/** A worker of another tenant must not make the customers there. */
function assertOwnTenant({ tenant }: ImportChunk, restEndpoint: string): void {
  if (tenant === tenantId(restEndpoint)) return;
  throw new StepFailure(
    'InvalidConfiguration',
    "the import was started for another end point than this worker's REST_ENDPOINT",
    { details: { step: 'input' } },
  );
}
