import type { Client } from '@temporalio/client';
import { SingleBar } from 'cli-progress';
import type { RetriedRow, RowCounts, RowOutcome } from '../../contract/importing';
import {
  addCounts,
  type ChunkState,
  countOutcomes,
  NO_ROWS,
  stateOfChunk,
} from '../../onboardings/import/importProgress';
import type { ChunkInFlight } from '../../onboardings/import/runChunks';
import { printJson, say } from '../terminal/output';
import type { ImportRecord } from './importRecord';
import { ImportSpeed } from './importSpeed';
import { retriedRowsJson, retriedRowsLine } from './retriedRows';

const ASK_EVERY_MS = 1_000;
const PRINT_EVERY_MS = 10_000;

/** Shows the progress of an import: a bar on a terminal, lines elsewhere, or JSON on request. */
export class ImportProgress {
  private readonly inFlight = new Map<string, ChunkState>();
  private readonly speed = new ImportSpeed();
  private readonly bar: SingleBar | undefined;
  private readonly timer = setInterval(() => void this.show().catch(() => undefined), ASK_EVERY_MS);
  private done = NO_ROWS;
  private saidAtMs = performance.now();

  constructor(
    private readonly client: Client,
    private readonly record: ImportRecord,
    private readonly options: { json: boolean },
  ) {
    if (!process.stderr.isTTY || options.json) return;
    this.bar = new SingleBar({
      format: '{bar} {value} of {total} rows, {refused} refused{speed}{retried}',
      stream: process.stderr,
      clearOnComplete: true,
    });
    this.bar.start(record.good, 0, { refused: 0, speed: '', retried: '' });
  }

  began(chunk: ChunkInFlight): void {
    this.inFlight.set(chunk.workflowId, { counts: NO_ROWS, retried: [] });
    this.speed.began(chunk);
  }

  ended(chunk: ChunkInFlight, outcomes: readonly RowOutcome[]): void {
    this.inFlight.delete(chunk.workflowId);
    this.speed.seen(chunk.workflowId, outcomes.length);
    this.done = addCounts(this.done, countOutcomes(outcomes));
  }

  close(): void {
    clearInterval(this.timer);
    this.bar?.stop();
  }

  private async show(): Promise<void> {
    for (const workflowId of [...this.inFlight.keys()]) {
      const state = await stateOfChunk(this.client, workflowId);
      if (!this.inFlight.has(workflowId)) continue;
      this.inFlight.set(workflowId, state);
      this.speed.seen(workflowId, totalOf(state.counts));
    }
    const states = [...this.inFlight.values()];
    const counts = states.map((state) => state.counts).reduce(addCounts, this.done);
    this.print(
      counts,
      states.flatMap(({ retried }) => retried),
    );
  }

  private print(counts: RowCounts, retried: readonly RetriedRow[]): void {
    const { importId, rows, good } = this.record;
    const total = totalOf(counts);
    if (this.options.json) {
      printJson({ importId, rows, ...counts, ...retriedRowsJson(retried) });
      return;
    }
    const again = retriedRowsLine(retried);
    if (this.bar) {
      const speed = this.speed.text(total, good);
      this.bar.update(total, { refused: counts.refused, speed, retried: again && `; ${again}` });
    } else if (performance.now() - this.saidAtMs >= PRINT_EVERY_MS) {
      this.saidAtMs = performance.now();
      say(`${total} of ${good} rows, ${counts.refused} refused${again && `; ${again}`}`);
    }
  }
}

function totalOf({ made, adopted, refused }: RowCounts): number {
  return made + adopted + refused;
}
