import type { Logger } from 'pino';
import { describeSettings, type Environment, secretValues, type Settings } from '../../settings';
import { createLogger } from '../../temporal/logging';
import type { SdkMetrics } from '../../temporal/metrics/sdkMetrics';
import { untilAborted } from '../terminal/interruption';
import { startLocalWorker } from '../terminal/localWorker';
import { openSession, type Session } from '../terminal/session';
import { metricsFor, startWorkerMonitoring } from './workerMonitoring';

export interface ServeQueueOptions {
  environment: Environment;
  settings: Settings;
  interruption: AbortSignal;
}

/** Works on the task queue until interrupted, then finishes what is in flight. */
export async function serveQueue({ environment, settings, interruption }: ServeQueueOptions): Promise<void> {
  const { service, worker } = settings;
  const logger = createLogger(service.logLevel, secretValues(environment));
  logger.info({ settings: describeSettings(environment) }, 'settings');
  const metrics = await metricsFor(worker);
  const session = await openSession({
    environment,
    settings: service,
    logger,
    metrics,
    watchesCredentials: true,
  });
  try {
    await serve({ session, settings, interruption, logger, metrics });
  } finally {
    await session.close();
  }
}

interface ServeOptions extends Omit<ServeQueueOptions, 'environment'> {
  session: Session;
  logger: Logger;
  metrics: SdkMetrics | undefined;
}

async function serve({ session, settings: all, interruption, logger, metrics }: ServeOptions): Promise<void> {
  const { tenant, worker: settings, service } = all;
  const monitoring = await startWorkerMonitoring(session, all, metrics);
  try {
    const worker = await startLocalWorker({ session, tenant, settings, service, monitoring });
    const { namespace } = session.temporal;
    logger.info(
      {
        tenant: tenant.restEndpoint,
        namespace,
        taskQueue: service.taskQueue,
        ui: session.embedded?.ui,
        metrics: monitoring && `${monitoring.url}/metrics`,
      },
      'worker ready',
    );
    await Promise.race([untilAborted(interruption), worker.ended]);
    logger.info(
      { graceMs: settings.shutdownGraceMs },
      'worker takes no more work, and ends what is in flight',
    );
    await worker.stop();
    logger.info('worker ended');
  } finally {
    await monitoring?.close();
  }
}
