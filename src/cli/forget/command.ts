import { Command } from 'commander';
import { readRestEndpointIfSet } from '../../settings';
import { readChoice } from '../terminal/chosenOnboardings';
import { terminalEnvironment } from '../terminal/environment';
import type { ExitStatus } from '../terminal/exit';
import { sayIfInterrupted } from '../terminal/interruption';

interface ForgetOptions {
  email?: string;
  terminate?: true;
  json?: true;
}

const MAY_REMAIN = 'Some onboardings may remain: run the same command again until it finds none.';

export function forgetCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('forget')
    .description('delete the onboardings of a person from Temporal')
    .argument('[id]', 'the workflow ID of one onboarding; deletes all its runs')
    .option(
      '--email <address>',
      'all onboardings of this address; - reads it from standard input, because other users can see arguments',
    )
    .option(
      '--terminate',
      'terminate running onboardings; without it nothing is deleted while one is running',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  echo john.doe@example.com | onboard forget --email -')
    .action(async (id: string | undefined, options: ForgetOptions) => await end(forget(id, options)));
}

async function forget(
  id: string | undefined,
  { email, terminate, json }: ForgetOptions,
): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { chosen, settings } = await readChoice({ command: 'forget', id, email, environment });
  const restEndpoint = chosen.by === 'id' ? readRestEndpointIfSet(environment) : chosen.restEndpoint;
  return await sayIfInterrupted(MAY_REMAIN, async (interruption) => {
    const { forgetPerson } = await import('./forgetPerson.js');
    return await forgetPerson({
      ...{ chosen, restEndpoint, interruption, environment, settings },
      terminate: terminate === true,
      json: json === true,
    });
  });
}
