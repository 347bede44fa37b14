import { Command } from 'commander';
import { readChoice } from '../terminal/chosenOnboardings';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { isInterruption, listenForInterruption } from '../terminal/interruption';
import { say } from '../terminal/output';

interface ShowOptions {
  email?: string;
  watch?: true;
  json?: true;
}

export function showCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('show')
    .description('show the step, attempts, last error and customer ID of an onboarding')
    .argument('[id]', 'the workflow ID')
    .option(
      '--email <address>',
      'onboardings of this address; - reads it from standard input, because other users can see arguments',
    )
    .option('--watch', 'print each change until the onboarding ends')
    .option('--json', 'print JSON, one document per line')
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
    say('Interrupted. The onboarding continues. Run the same command again to show it.');
    return EXIT.interrupted;
  }
}
