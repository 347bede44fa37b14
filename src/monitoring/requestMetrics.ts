import { Gauge, Histogram, type Registry } from 'prom-client';
import type { PaceState } from '../commerce/pace';
import { SLOWDOWN_REASONS } from '../commerce/pace/slowdown';
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

/** The request rate that IMS and Commerce allow, the requests that wait, and the reason for a slowdown. */
export function registerPaces(registry: Registry, states: () => readonly PaceState[]): void {
  const register = <Label extends string>(
    metric: { name: string; help: string },
    labelNames: Label[],
    set: (gauge: Gauge<Label>, state: PaceState) => void,
  ) =>
    new Gauge({
      ...metric,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const state of states()) set(this, state);
      },
    });
  register(METRICS.allowedRequests, ['service'], (gauge, { service, allowedPerSecond }) =>
    gauge.set({ service }, allowedPerSecond),
  );
  register(METRICS.waitingRequests, ['service'], (gauge, { service, waiting }) =>
    gauge.set({ service }, waiting),
  );
  register(METRICS.slowedDown, ['service', 'reason'], (gauge, { service, reason }) => {
    for (const one of SLOWDOWN_REASONS) gauge.set({ service, reason: one }, Number(one === reason));
  });
}
