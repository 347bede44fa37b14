import type { Worker } from '@temporalio/worker';
import type { Commerce } from '../commerce';

const LOOK_EVERY_MS = 250;

/** The connection to Commerce of a worker, for as long as that worker runs. */
export class WorkerService {
  private readonly stop = new AbortController();
  /** Aborted when the worker takes no more work and lets running work finish. */
  readonly stopping: AbortSignal = this.stop.signal;

  constructor(readonly commerce: Commerce) {}

  isStopping(): boolean {
    return this.stopping.aborted;
  }

  /** Runs the worker, and closes the connection at its end. Requests do not wait for their turn once it is stopping. */
  async during(worker: Worker, run: () => Promise<void>): Promise<void> {
    // A worker announces nothing.
    const look = setInterval(() => {
      if (!['INITIALIZED', 'RUNNING'].includes(worker.getState())) this.beginStop();
    }, LOOK_EVERY_MS).unref();
    try {
      await run();
    } finally {
      clearInterval(look);
      this.beginStop();
      await this.commerce.close();
    }
  }

  private beginStop(): void {
    this.stop.abort(new Error('the worker is stopping'));
    this.commerce.stopWaiting();
  }
}
