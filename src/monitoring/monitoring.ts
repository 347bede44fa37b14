import { Registry } from 'prom-client';
import type { PaceState } from '../commerce/pace';
import type { RequestObserver } from '../commerce/requestObserver';
import type { TemporalConnection } from '../temporal/connection';
import { type SdkMetrics, startCountersAtZero } from '../temporal/metrics/sdkMetrics';
import { createMonitoringServer } from './monitoringServer';
import { registerProcess } from './processMetrics';
import { registerFailedNearRetention } from './failedNearRetention';
import { registerPaces } from './paceMetrics';
import { registerQueues } from './queueMetrics';
import { timeRequests } from './requestMetrics';
import { createReadiness, type WatchedWorker } from './readiness';

export interface MonitoringOptions {
  /** Port 0 for a free one. */
  address: { readonly host: string; readonly port: number };
  sdk: SdkMetrics;
  temporal: TemporalConnection;
  taskQueue: string;
}

/** What is told of one worker process, to Prometheus and to whatever runs it. */
export interface Monitoring {
  readonly url: string;
  /** For the worker's connection to Commerce. */
  readonly requests: RequestObserver;
  /** From now on it tells of this worker; before, it is not ready. */
  watch(worker: WatchedWorker, paceStates?: () => readonly PaceState[]): void;
  close(): Promise<void>;
}

/** The address cannot be had. */
export class MonitoringError extends Error {
  override readonly name = 'MonitoringError';
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz`.
 *
 * Endings and steps are counted by the SDK's meter, the only one that a workflow reaches and that is silent in a
 * replay; requests, queue and process by prom-client, whose numbers are asked for when they are scraped and are left
 * out where they are not known. `/metrics` gives both, one after the other: no name is in both.
 * @throws MonitoringError
 */
export async function startMonitoring(options: MonitoringOptions): Promise<Monitoring> {
  const { address, sdk, temporal, taskQueue } = options;
  const registry = new Registry();
  registry.setDefaultLabels({ namespace: temporal.namespace, taskQueue });
  registerProcess(registry);
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
