import { type Monitoring, MonitoringError, startMonitoring } from '../../monitoring';
import type { Settings } from '../../settings';
import { createSdkMetrics, type SdkMetrics } from '../../temporal/metrics/sdkMetrics';
import { UsageError } from '../terminal/exit';
import type { Session } from '../terminal/session';

/** The SDK's metrics if a metrics address is set. Pass them to the next session that is opened. */
export async function metricsFor({ metricsAddress }: Settings['worker']): Promise<SdkMetrics | undefined> {
  return metricsAddress && (await createSdkMetrics());
}

/** @throws UsageError if the address cannot be used */
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
