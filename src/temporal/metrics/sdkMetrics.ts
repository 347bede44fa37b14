import { createServer } from 'node:net';
import { type MetricsExporterConfig, Runtime } from '@temporalio/worker';
import { FAILURES } from '../../contract/failures';
import { type Ending, METRICS } from '../../contract/metrics';
import { WORKFLOW_TYPE } from '../../contract/names';

/** The metrics of the Temporal SDK, and our own that use its meter. */
export interface SdkMetrics {
  /** For the runtime to install. */
  readonly exporter: MetricsExporterConfig;
  /** All of them in Prometheus' text format. */
  scrape(): Promise<string>;
}

const LOOPBACK = '127.0.0.1';
const SCRAPE_LIMIT_MS = 2_000;

/** The SDK serves its metrics itself, on a free loopback port that only this process uses. */
export async function createSdkMetrics(): Promise<SdkMetrics> {
  const bindAddress = `${LOOPBACK}:${await freePort()}`;
  return {
    exporter: {
      attachServiceName: false,
      prometheus: {
        bindAddress,
        unitSuffix: true,
        useSecondsForDurations: true,
        histogramBucketOverrides: BUCKETS,
      },
    },
    scrape: async () => {
      const signal = AbortSignal.timeout(SCRAPE_LIMIT_MS);
      return await (await fetch(`http://${bindAddress}/metrics`, { signal })).text();
    },
  };
}

/** Latencies of onboardings: from milliseconds on an idle machine to an hour in a queue. */
const LATENCY_S = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

const BUCKETS: Record<string, number[]> = {
  [METRICS.stepSeconds.name]: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120],
  [METRICS.triedShare.name]: [0.01, 0.05, 0.1, 0.25, 0.5, 0.8, 0.9, 1],
  workflow_task_schedule_to_start_latency: LATENCY_S,
  activity_schedule_to_start_latency: LATENCY_S,
};

/**
 * Starts the counters of a worker at 0, because a rate misses the first failure of a counter that starts at 1. The
 * labels are the SDK's labels for workflow metrics.
 */
export function startCountersAtZero(worker: { namespace: string; taskQueue: string }): void {
  const meter = Runtime.instance().metricMeter.withTags({ ...worker, workflowType: WORKFLOW_TYPE });
  const ended = meter.createCounter(METRICS.ended.name, '', METRICS.ended.help);
  const begin = (ending: Ending, failure = '') => ended.add(0, { ending, failure });
  begin('done');
  begin('cancelled');
  for (const failure of Object.keys(FAILURES)) begin('failed', failure);
  for (const { name, help } of [METRICS.adopted, METRICS.differences])
    meter.createCounter(name, '', help).add(0);
}

async function freePort(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, LOOPBACK, () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
