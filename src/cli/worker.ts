import { Command } from 'commander';
import { loadEnvironment } from '../settings';
import { createLogger } from '../temporal/logging';
import { EXIT, type ExitStatus } from './exit';
import { listenForInterruption, untilAborted } from './interruption';
import { startLocalWorker } from './localWorker';
import { readAllSettings } from './problems';
import { openSession } from './session';

export function workerCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('worker')
    .description('do the onboardings of one tenant until SIGTERM or Ctrl-C; then let what is in flight end')
    .addHelpText('after', '\nExample:\n  TEMPORAL_ADDRESS=temporal.internal:7233 onboard worker')
    .action(async () => await end(work()));
}

async function work(): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const { tenant, worker: settings, service } = await readAllSettings(environment);
  const interruption = listenForInterruption();
  const logger = createLogger(service.logLevel);
  const session = await openSession({ environment, settings: service, logger });
  try {
    const worker = await startLocalWorker({ session, tenant, settings, service });
    const { namespace } = session.temporal;
    logger.info(
      { tenant: tenant.restEndpoint, namespace, taskQueue: service.taskQueue, ui: session.ui },
      'worker ready',
    );
    await Promise.race([untilAborted(interruption), worker.ended]);
    logger.info(
      { graceMs: settings.shutdownGraceMs },
      'worker takes no more work, and ends what is in flight',
    );
    await worker.stop();
    logger.info('worker ended');
    return EXIT.done;
  } finally {
    await session.close();
  }
}
