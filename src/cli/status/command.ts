import { Command } from 'commander';
import { readSettings } from '../../settings';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';

export function statusCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('status')
    .description('show the running server, workers and services; starts nothing')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard status --json')
    .action(async (options: { json?: true }) => await end(status(options)));
}

async function status({ json }: { json?: true }): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { printStatus } = await import('./printStatus.js');
  await printStatus({ environment, settings, json: json === true });
  return EXIT.done;
}
