import { collectDefaultMetrics, Registry } from 'prom-client';
import type { PaceState } from '../commerce/pace';
import type { RequestObserver } from '../commerce/requestObserver';
import type { TemporalConnection } from '../temporal/connection';
import { type SdkMetrics, startCountersAtZero } from '../temporal/metrics/sdkMetrics';
import { createMonitoringServer } from './monitoringServer';
import { registerFailedNearRetention } from './failedNearRetention';
import { registerQueues } from './queueMetrics';
import { registerPaces, timeRequests } from './requestMetrics';
import { createReadiness, type WatchedWorker } from './readiness';

export interface MonitoringOptions {
  /** Port 0 means any free port. */
  address: { readonly host: string; readonly port: number };
  sdk: SdkMetrics;
  temporal: TemporalConnection;
  taskQueue: string;
}

/** The metrics and the health of one worker process, for Prometheus and for the operator. */
export interface Monitoring {
  readonly url: string;
  /** Observes the worker's requests to Commerce. */
  readonly requests: RequestObserver;
  /** Monitors this worker from now on; before, the process is not ready. */
  watch(worker: WatchedWorker, paceStates?: () => readonly PaceState[]): void;
  close(): Promise<void>;
}

/** The address cannot be used. */
export class MonitoringError extends Error {
  override readonly name = 'MonitoringError';
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz`.
 *
 * The SDK's meter counts outcomes and steps: only it is reachable from a workflow and silent during a replay. prom-client
 * collects requests, queue and process during a scrape, and omits unknown values. `/metrics` returns both; no name is in
 * both.
 * @throws MonitoringError
 */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const { address, sdk, temporal, taskQueue } = options;
  const registry = new Registry();
  registry.setDefaultLabels({ namespace: temporal.namespace, taskQueue });
  collectDefaultMetrics({ register: registry });
  registerQueues(registry, { temporal, taskQueue });
  registerFailedNearRetention(registry, { temporal, taskQueue });
  const requests = timeRequests(registry);
  startCountersAtZero({ namespace: temporal.namespace, taskQueue });
  let watched: WatchedWorker | undefined;
  let states: () => readonly PaceState[] = () => [];
  registerPaces(registry, () => states());
  const server = createMonitoringServer({
    metrics: async () => `${await sdk.scrape()}\n${await registry.metrics()}`,
    readiness: createReadiness({ temporal, worker: () => watched }),
    host: address.host,
  });
  try {
    return {
      url: await server.listen(address),
      requests,
      watch: (worker, paceStates) => {
        watched = worker;
        if (paceStates) states = paceStates;
      },
      close: () => server.close(),
    };
  } catch (error) {
    await server.close();
    const reason = error instanceof Error ? error.message : String(error);
    throw new MonitoringError(`the worker cannot be watched there: ${reason}; choose another address`);
  }
}
