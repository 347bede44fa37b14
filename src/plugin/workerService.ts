import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataConverter } from '@temporalio/common';
import type { Worker } from '@temporalio/worker';
import type { Commerce } from '../commerce';
import type { Proxy } from '../commerce/connectionPool';
import { startEventWorkers, type WebhookEndpoint } from '../events';

const LOOK_EVERY_MS = 250;

const ofDeliveries = new AsyncLocalStorage<true>();

/** Whether a worker is being made for the delivery of events: it gets the plugins of the connection too. */
export function isMadeForDeliveries(): boolean {
  return ofDeliveries.getStore() === true;
}

/** How the worker sends events of ended onboardings. */
export interface EventDeliverySettings {
  readonly endpoints: readonly WebhookEndpoint[];
  readonly proxy: Proxy | undefined;
  readonly dataConverter: DataConverter;
  readonly restEndpoint: string;
}

/** The connection to Commerce of a worker and its delivery of events, for as long as that worker runs. */
export class WorkerService {
  private readonly stop = new AbortController();

  constructor(
    readonly commerce: Commerce,
    private readonly events: EventDeliverySettings,
  ) {}

  /** Whether the worker takes no more work and lets running work finish. */
  isStopping(): boolean {
    return this.stop.signal.aborted;
  }

  /**
   * Runs the worker, and closes the connection at its end. Requests do not wait for their turn once it is stopping.
   * Stops the worker and rejects if events can no longer be sent.
   */
  async during(worker: Worker, run: () => Promise<void>): Promise<void> {
    let isDeliveryFailed = false;
    // A worker announces nothing.
    const look = setInterval(() => {
      if (isDeliveryFailed && worker.getState() === 'RUNNING') worker.shutdown();
      if (!['INITIALIZED', 'RUNNING'].includes(worker.getState())) this.beginStop();
    }, LOOK_EVERY_MS).unref();
    try {
      const deliveries = await this.deliver(worker);
      deliveries.ended.catch(() => {
        isDeliveryFailed = true;
      });
      await run().finally(() => deliveries.stop());
      await deliveries.ended;
    } finally {
      clearInterval(look);
      this.beginStop();
      await this.commerce.close();
    }
  }

  private async deliver(worker: Worker): ReturnType<typeof startEventWorkers> {
    const { connection } = worker;
    // Only a worker for replays has none.
    if (!connection) return { ended: Promise.resolve(), stop: () => Promise.resolve() };
    const { namespace, taskQueue } = worker.options;
    const { dataConverter, restEndpoint, ...events } = this.events;
    // Their connection is theirs to replace.
    const temporal = { connection, namespace, dataConverter, onReplaced: () => undefined };
    const tenant = { restEndpoint, taskQueue };
    return await ofDeliveries.run(true, () => startEventWorkers({ ...events, tenant, temporal }));
  }

  private beginStop(): void {
    this.stop.abort(new Error('the worker is stopping'));
    this.commerce.stopWaiting();
  }
}
