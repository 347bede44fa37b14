import type { Client } from '@temporalio/client';
import { SingleBar } from 'cli-progress';
import type { RowCounts, RowOutcome } from '../../contract/importing';
import { addCounts, countOutcomes, NO_ROWS, progressOfChunk } from '../../temporal/import/importProgress';
import type { ChunkInFlight } from '../../temporal/import/runChunks';
import { printJson, say } from '../output';
import type { ImportRecord } from './importRecord';

const ASK_EVERY_MS = 1_000;
const SAY_EVERY_MS = 10_000;

/** Tells how far an import is: a bar at a terminal, lines elsewhere, JSON where that is asked for. */
export class ImportProgress {
  private readonly inFlight = new Map<string, RowCounts>();
  private readonly bar: SingleBar | undefined;
  private readonly timer = setInterval(() => void this.tell().catch(() => undefined), ASK_EVERY_MS);
  private done = NO_ROWS;
  private saidAtMs = performance.now();

  constructor(
    private readonly client: Client,
    private readonly record: ImportRecord,
    private readonly options: { json: boolean },
  ) {
    if (!process.stderr.isTTY || options.json) return;
    this.bar = new SingleBar({
      format: '{bar} {value} of {total} rows, {refused} refused, {rate}/s, {eta_formatted} left',
      stream: process.stderr,
      clearOnComplete: true,
    });
    this.bar.start(record.good, 0, { refused: 0, rate: '-' });
  }

  began({ workflowId }: ChunkInFlight): void {
    this.inFlight.set(workflowId, NO_ROWS);
  }

  ended({ workflowId }: ChunkInFlight, outcomes: readonly RowOutcome[]): void {
    this.inFlight.delete(workflowId);
    this.done = addCounts(this.done, countOutcomes(outcomes));
  }

  close(): void {
    clearInterval(this.timer);
    this.bar?.stop();
  }

  private async tell(): Promise<void> {
    for (const workflowId of [...this.inFlight.keys()]) {
      const counts = await progressOfChunk(this.client, workflowId);
      if (this.inFlight.has(workflowId)) this.inFlight.set(workflowId, counts);
    }
    const counts = [...this.inFlight.values()].reduce(addCounts, this.done);
    const { importId, rows, good } = this.record;
    if (this.options.json) printJson({ importId, rows, ...counts });
    else if (this.bar) this.showBar(counts);
    else if (performance.now() - this.saidAtMs >= SAY_EVERY_MS) {
      this.saidAtMs = performance.now();
      say(`${totalOf(counts)} of ${good} rows, ${counts.refused} refused`);
    }
  }

  private readonly startedAtMs = performance.now();

  private showBar(counts: RowCounts): void {
    const total = totalOf(counts);
    const rate = total / ((performance.now() - this.startedAtMs) / 1000);
    this.bar?.update(total, { refused: counts.refused, rate: rate.toFixed(1) });
  }
}

function totalOf({ made, adopted, refused }: RowCounts): number {
  return made + adopted + refused;
}
