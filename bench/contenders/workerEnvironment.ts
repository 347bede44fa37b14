import type { Environment } from '#product/settings/index';
import type { Surroundings } from './contender';

/** The settings of an `onboard worker` with everything on that can be. */
export function workerEnvironment(
  { tenant, addresses, encryptionKeys, variant }: Surroundings,
  taskQueue: string,
): Environment & Record<string, string> {
  const isOn = (what: string) => !variant.includes(`no${what}`);
  return {
    ...tenant,
    TEMPORAL_ADDRESS: addresses.temporal,
    ONBOARDING_TASK_QUEUE: taskQueue,
    ONBOARDING_ENCRYPTION: isOn('Encryption') ? 'on' : 'off',
    ONBOARDING_ENCRYPTION_KEYS: encryptionKeys,
    ...(isOn('Metrics') && { ONBOARDING_METRICS_ADDRESS: '127.0.0.1:0' }),
    ...(isOn('Tracing') && { OTEL_EXPORTER_OTLP_ENDPOINT: addresses.collector }),
  };
}
