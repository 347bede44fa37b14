import { Command, InvalidArgumentError } from 'commander';
import { readSettings } from '../../settings';
import { duration } from '../../settings/duration';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';

interface SetupOptions {
  /** Milliseconds. */
  retention?: number;
  json?: true;
}

export function setupCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('setup')
    .description('create the namespace and its search attributes if they do not exist')
    .option(
      '--retention <time>',
      'minimum retention period, such as 30d (the default of a new namespace); never shortens an existing one',
      parseRetention,
    )
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', '\nExample:\n  onboard setup --retention 30d')
    .action(async (options: SetupOptions) => await end(setup(options)));
}

async function setup({ retention, json }: SetupOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { setUpServer } = await import('./setUpServer.js');
  await setUpServer({
    environment,
    settings,
    json: json === true,
    ...(retention !== undefined && { retentionMs: retention }),
  });
  return EXIT.done;
}

/** Temporal's minimum is one day. */
const parseDays = duration({ least: '1 day', most: '3650 days' });

function parseRetention(text: string): number {
  const parsed = parseDays(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`It ${parsed.problem}.`);
}
