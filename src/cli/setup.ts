import { Command, InvalidArgumentError } from 'commander';
import { readSettings } from '../settings';
import { duration } from '../settings/duration';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus } from './exit';

interface SetupOptions {
  /** Milliseconds. */
  retention?: number;
  json?: true;
}

export function setupCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('setup')
    .description('make the namespace and its search attributes, where they are not there yet')
    .option(
      '--retention <time>',
      'keep what has ended at least so long, such as 30d (what a new namespace gets); never makes it shorter',
      parseRetention,
    )
    .option('--json', 'print what was made as one JSON document')
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

/** Temporal takes no less than a day. */
const parseDays = duration({ least: '1 day', most: '3650 days' });

function parseRetention(text: string): number {
  const parsed = parseDays(text);
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(`It ${parsed.problem}.`);
}
