import { Command, InvalidArgumentError } from 'commander';
import { readSettings } from '../../settings';
import { duration } from '../../settings/duration';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';

interface SetupOptions {
  /** Milliseconds. */
  retention?: number;
  nexusEndpoint?: string;
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
    .option(
      '--nexus-endpoint <name>',
      'also create this Nexus endpoint, which leads to the task queue of ONBOARDING_TASK_QUEUE',
      parseEndpointName,
    )
    .option('--json', 'print the result as one JSON document')
    .addHelpText('after', '\nExample:\n  onboard setup --retention 30d')
    .action(async (options: SetupOptions) => await end(setup(options)));
}

async function setup({ retention, nexusEndpoint, json }: SetupOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { setUpServer } = await import('./setUpServer.js');
  await setUpServer({
    environment,
    settings,
    json: json === true,
    ...(retention !== undefined && { retentionMs: retention }),
    ...(nexusEndpoint !== undefined && { nexusEndpoint }),
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

/** Temporal's rule. */
function parseEndpointName(text: string): string {
  if (/^[a-zA-Z][a-zA-Z0-9-]{0,198}[a-zA-Z0-9]$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It must be letters, digits and "-", with a letter first and no "-" at the end.',
  );
}
