import { Histogram, type Registry } from 'prom-client';
import type { RequestObserver } from '../commerce/requestObserver';
import { METRICS } from '../contract/metrics';

const BUCKETS_S = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60];

/** Counts and times the requests to IMS and Commerce. */
export function timeRequests(registry: Registry): RequestObserver {
  const seconds = new Histogram({
    ...METRICS.requestSeconds,
    labelNames: ['kind', 'method', 'status'],
    buckets: BUCKETS_S,
    registers: [registry],
  });
  return {
    onRequestEnded: ({ kind, method, status, durationMs }) =>
      seconds.observe({ kind, method, status: status ?? 'none' }, durationMs / 1000),
  };
}
