import { Command } from 'commander';
import { readRestEndpointIfSet } from '../settings';
import { readChoice } from './chosenOnboardings';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus } from './exit';
import { isInterruption, listenForInterruption } from './interruption';
import { say } from './output';

interface ForgetOptions {
  email?: string;
  terminate?: true;
  json?: true;
}

export function forgetCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('forget')
    .description("delete a person's onboardings from Temporal: histories and lists")
    .argument('[id]', 'the workflow ID of the only one to delete, with all of its runs')
    .option(
      '--email <address>',
      "all of the person's onboardings; - reads the address from standard input, as arguments are seen by others",
    )
    .option(
      '--terminate',
      'end those that run, wherever they stand; without it nothing is deleted while one runs',
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
  const interruption = listenForInterruption();
  const { forgetPerson } = await import('./forgetPerson.js');
  try {
    return await forgetPerson({
      chosen,
      restEndpoint,
      interruption,
      environment,
      settings,
      terminate: terminate === true,
      json: json === true,
    });
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say('Interrupted. Not everything may be deleted: give the same command until it knows none.');
    return EXIT.interrupted;
  }
}
