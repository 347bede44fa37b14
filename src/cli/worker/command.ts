import { Command } from 'commander';
import { loadEnvironment } from '../../settings';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { listenForInterruption } from '../terminal/interruption';
import { readAllSettings } from '../terminal/problems';

export function workerCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('worker')
    .description('run onboardings until SIGTERM or Ctrl-C; then finish the requests in flight')
    .addHelpText('after', '\nExample:\n  TEMPORAL_ADDRESS=temporal.internal:7233 onboard worker')
    .action(async () => await end(work()));
}

async function work(): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const settings = await readAllSettings(environment);
  const interruption = listenForInterruption();
  const { serveQueue } = await import('./serveQueue.js');
  await serveQueue({ environment, settings, interruption });
  return EXIT.done;
}
