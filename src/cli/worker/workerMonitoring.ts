import { type Monitoring, MonitoringError, startMonitoring } from '../../monitoring';
import type { Settings } from '../../settings';
import { createSdkMetrics, type SdkMetrics } from '../../temporal/metrics/sdkMetrics';
import { UsageError } from '../terminal/exit';
import type { Session } from '../terminal/session';

/** The SDK's metrics, where the worker is to be watched: the session that is opened next must be handed them. */
export async function metricsFor({ metricsAddress }: Settings['worker']): Promise<SdkMetrics | undefined> {
  return metricsAddress && (await createSdkMetrics());
}

/** @throws UsageError where the address cannot be had */
export async function startWorkerMonitoring(
  { temporal }: Session,
  { worker, service }: Settings,
  sdk: SdkMetrics | undefined,
): Promise<Monitoring | undefined> {
  const { metricsAddress: address } = worker;
  if (!address || !sdk) return undefined;
  try {
    return await startMonitoring({ address, sdk, temporal, taskQueue: service.taskQueue });
  } catch (error) {
    if (error instanceof MonitoringError)
      throw new UsageError([`ONBOARDING_METRICS_ADDRESS: ${error.message}`]);
    throw error;
  }
}
