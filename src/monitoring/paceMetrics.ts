import { Gauge, type Registry } from 'prom-client';
import type { PaceState } from '../commerce/pace';
import { SLOWDOWN_REASONS } from '../commerce/pace/slowdown';
import { METRICS } from '../contract/metrics';

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
