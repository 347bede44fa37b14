import { startWorker, type StartedWorker } from '../worker/startWorker';
import { openWithoutWorker, type Stage } from './stage';
import { sharedServer } from './temporalServer';

interface QuickStage {
  readonly stage: Stage;
  readonly worker: StartedWorker;
}

/**
 * Stages with a worker in this process, for cells that kill nothing. Creating a worker takes longer than such a cell,
 * so stages are reused, for one cell at a time.
 */
export class QuickStages {
  private readonly idle: QuickStage[] = [];

  constructor(private readonly requestTimeoutMs: number) {}

  /** Runs a cell on a stage; a stage on which a cell failed is not reused. */
  async on(run: (stage: Stage) => Promise<void>): Promise<void> {
    const quick = this.idle.pop() ?? (await this.open());
    try {
      await run(quick.stage);
    } catch (error) {
      await end(quick);
      throw error;
    }
    await quick.worker.reconnect();
    quick.stage.another();
    this.idle.push(quick);
  }

  async end(): Promise<void> {
    await Promise.all(this.idle.splice(0).map(end));
  }

  private async open(): Promise<QuickStage> {
    const { stage, options } = await openWithoutWorker(sharedServer(), this.requestTimeoutMs);
    return { stage, worker: await startWorker(options) };
  }
}

async function end({ stage, worker }: QuickStage): Promise<void> {
  await worker.stop();
  await stage.end();
}
