import { type Commerce, connectCommerce } from '../../../src/commerce';
import type { Pace } from '../../../src/commerce/pace';
import { createOnboardingWorker } from '../../../src/temporal/worker';
import { tenantOf } from '../../setup/sandboxTenant';
import { connectTo } from '../stage/connectTo';
import type { WorkerOptions } from './messages';

export interface StartedWorker {
  /** Resets to the state of a new process: no token, no connection. Call it when nothing is in flight. */
  reconnect(): Promise<void>;
  stop(): Promise<void>;
}

/** Retries are quick; the limits that decide about giving up an attempt are those of production. */
const RETRY = { retryFirstMs: 100, retryMaxMs: 1_000, giveUpAfterMs: 120_000 };

/** A worker for the sandbox's tenant in this process, created like that of `onboard worker`. */
export async function startWorker(options: WorkerOptions, pace?: Pace): Promise<StartedWorker> {
  const { requestTimeoutMs, markerAttribute } = options;
  const connect = () =>
    connectCommerce({ ...tenantOf(options.tenant), requestTimeoutMs, ...(pace && { pace }) });
  let current = connect();
  const commerce: Commerce = {
    get tokens() {
      return current.tokens;
    },
    get customers() {
      return current.customers;
    },
    paceStates: () => current.paceStates(),
    stopWaiting: () => current.stopWaiting(),
    close: () => current.close(),
  };
  const temporal = await connectTo(options.temporalAddress);
  const worker = await createOnboardingWorker({
    temporal,
    taskQueue: options.taskQueue,
    commerce,
    settings: {
      ...RETRY,
      restEndpoint: options.tenant.REST_ENDPOINT,
      requestTimeoutMs,
      clockToleranceMs: 30_000,
      requireEncryption: false,
      importConcurrency: 16,
      ...(markerAttribute !== undefined && { markerAttribute }),
    },
    // Two requests may be held, one for each fault, while a further attempt runs.
    concurrency: 3,
    shutdownGraceMs: 1_000,
  });
  const ended = worker.run();
  ended.catch(() => undefined);
  return {
    reconnect: async () => {
      const old = current;
      current = connect();
      await old.close();
    },
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
      await commerce.close();
      await temporal.connection.close();
    },
  };
}
