import { type Commerce, connectCommerce } from '../../../src/commerce';
import type { Pace } from '../../../src/commerce/pace';
import { createOnboardingWorker } from '../../../src/temporal/worker';
import { tenantOf } from '../../setup/sandboxTenant';
import { connectTo } from '../stage/connectTo';
import type { WorkerOptions } from './messages';

export interface StartedWorker {
  /** As a new process would: no token, no connection. For when nothing is in flight. */
  reconnect(): Promise<void>;
  stop(): Promise<void>;
}

/** Retries come quickly; what decides whether an attempt is given up is as in production. */
const RETRY = { retryFirstMs: 100, retryMaxMs: 1_000, giveUpAfterMs: 120_000 };

/** A worker of the sandbox's tenant in this process, composed as `onboard worker` does it. */
export async function startWorker(options: WorkerOptions, pace?: Pace): Promise<StartedWorker> {
  const { requestTimeoutMs } = options;
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
    },
    // Two may be held, one for each fault, while a further attempt runs.
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
