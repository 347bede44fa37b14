import { Command } from 'commander';
import { readChoice } from './chosenOnboardings';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus } from './exit';
import { isInterruption, listenForInterruption } from './interruption';
import { say } from './output';

interface ShowOptions {
  email?: string;
  watch?: true;
  json?: true;
}

export function showCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('show')
    .description('where an onboarding stands: step, attempts, last error, customer ID')
    .argument('[id]', 'its workflow ID')
    .option(
      '--email <address>',
      "a person's onboardings; - reads the address from standard input, as arguments are seen by others",
    )
    .option('--watch', 'show it again whenever it has changed, until it has ended')
    .option('--json', 'print JSON, a document a line')
    .addHelpText('after', '\nExample:\n  echo john.doe@example.com | onboard show --email - --watch')
    .action(async (id: string | undefined, options: ShowOptions) => await end(show(id, options)));
}

async function show(id: string | undefined, { email, watch, json }: ShowOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { chosen, settings } = await readChoice({ command: 'show', id, email, environment });
  const interruption = listenForInterruption();
  const { showOnboardings } = await import('./showOnboardings.js');
  try {
    await showOnboardings({
      chosen,
      environment,
      settings,
      watch: watch === true,
      json: json === true,
      interruption,
    });
    return EXIT.done;
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say('Interrupted. The onboarding goes on; the same command shows it again.');
    return EXIT.interrupted;
  }
}
