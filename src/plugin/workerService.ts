import type { DataConverter } from '@temporalio/common';
import type { Worker } from '@temporalio/worker';
import type { Commerce } from '../commerce';
import { startEventWorkers, type WebhookEndpoint } from '../events';

const LOOK_EVERY_MS = 250;

/** How the worker sends events of ended onboardings. */
export interface EventDeliverySettings {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly proxy: { url: string; except?: string } | undefined;
  readonly dataConverter: DataConverter;
  readonly restEndpoint: string;
}

/** The connection to Commerce of a worker and its delivery of events, for as long as that worker runs. */
export class WorkerService {
  private readonly stop = new AbortController();
  /** Aborted when the worker takes no more work and lets running work finish. */
  readonly stopping: AbortSignal = this.stop.signal;

  constructor(
    readonly commerce: Commerce,
    private readonly events: EventDeliverySettings,
  ) {}

  isStopping(): boolean {
    return this.stopping.aborted;
  }

  /** Runs the worker, and closes the connection at its end. Requests do not wait for their turn once it is stopping. */
  async during(worker: Worker, run: () => Promise<void>): Promise<void> {
    // A worker announces nothing.
    const look = setInterval(() => {
      if (!['INITIALIZED', 'RUNNING'].includes(worker.getState())) this.beginStop();
    }, LOOK_EVERY_MS).unref();
    const deliveries = await this.deliver(worker);
    try {
      await run();
    } finally {
      clearInterval(look);
      this.beginStop();
      await deliveries.stop();
      await this.commerce.close();
    }
  }

  private async deliver(worker: Worker): Promise<{ stop(): Promise<void> }> {
    const { connection } = worker;
    // Only a worker for replays has none.
    if (!connection) return { stop: () => Promise.resolve() };
    const { namespace, taskQueue } = worker.options;
    const { dataConverter, restEndpoint, ...events } = this.events;
    return await startEventWorkers({
      ...events,
      tenant: { restEndpoint, taskQueue },
      // Their connection is theirs to replace.
      temporal: { connection, namespace, dataConverter, onReplaced: () => undefined },
    });
  }

  private beginStop(): void {
    this.stop.abort(new Error('the worker is stopping'));
    this.commerce.stopWaiting();
  }
}
