import type { Worker } from '@temporalio/worker';
import type { Commerce } from '../commerce';

const LOOK_EVERY_MS = 250;

/** The connection to Commerce of a worker, for as long as that worker runs. */
export class WorkerService {
  private worker: Worker | undefined;

  constructor(readonly commerce: Commerce) {}

  /** Whether the worker takes no more work and lets running work finish. */
  isStopping(): boolean {
    return this.worker !== undefined && this.worker.getState() !== 'RUNNING';
  }

  /** Runs the worker, and closes the connection at its end. Requests do not wait for their turn once it is stopping. */
  async during(worker: Worker, run: () => Promise<void>): Promise<void> {
    // A worker announces nothing, and knows its state only from within `run`.
    const look = setInterval(() => {
      if (!['INITIALIZED', 'RUNNING'].includes(worker.getState())) this.commerce.stopWaiting();
    }, LOOK_EVERY_MS).unref();
    this.worker = worker;
    try {
      await run();
    } finally {
      clearInterval(look);
      await this.commerce.close();
    }
  }
}
