import type { Environment } from '../../src/settings';
import type { Surroundings } from './contender';

/** The settings of an `onboard worker` with everything on that can be. */
export function workerEnvironment(
  { tenant, addresses, encryptionKeys, variant }: Surroundings,
  taskQueue: string,
): Environment & Record<string, string> {
  const has = (name: string) => !variant.includes(name);
  return {
    ...tenant,
    TEMPORAL_ADDRESS: addresses.temporal,
    ONBOARDING_TASK_QUEUE: taskQueue,
    ONBOARDING_ENCRYPTION: has('noEncryption') ? 'on' : 'off',
    ONBOARDING_ENCRYPTION_KEYS: encryptionKeys,
    ...(has('noMetrics') && { ONBOARDING_METRICS_ADDRESS: '127.0.0.1:0' }),
    ...(has('noTracing') && { OTEL_EXPORTER_OTLP_ENDPOINT: addresses.collector }),
  };
}
