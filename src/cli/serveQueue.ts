import { describeSettings, type Environment, secretValues, type Settings } from '../settings';
import { createLogger } from '../temporal/logging';
import { untilAborted } from './interruption';
import { startLocalWorker } from './localWorker';
import { openSession } from './session';

export interface ServeQueueOptions {
  environment: Environment;
  settings: Settings;
  interruption: AbortSignal;
}

/** Does the onboardings of the task queue until it is interrupted, and lets what is in flight then end. */
export async function serveQueue({
  environment,
  settings: { tenant, worker: settings, service },
  interruption,
}: ServeQueueOptions): Promise<void> {
  const logger = createLogger(service.logLevel, secretValues(environment));
  logger.info({ settings: describeSettings(environment) }, 'settings');
  const session = await openSession({ environment, settings: service, logger });
  try {
    const worker = await startLocalWorker({ session, tenant, settings, service });
    const { namespace } = session.temporal;
    logger.info(
      { tenant: tenant.restEndpoint, namespace, taskQueue: service.taskQueue, ui: session.embedded?.ui },
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
    await session.close();
  }
}
