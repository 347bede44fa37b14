import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Memory, CPU and event loop of this process, by the names that every Node process has them under. */
export function registerProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
}
