import { Command } from 'commander';
import { readChoice } from '../terminal/chosenOnboardings';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { sayIfInterrupted } from '../terminal/interruption';

interface ShowOptions {
  email?: string;
  watch?: true;
  json?: true;
}

const CONTINUES = 'The onboarding continues. Run the same command again to show it.';

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
  return await sayIfInterrupted(CONTINUES, async (interruption) => {
    const { showOnboardings } = await import('./showOnboardings.js');
    await showOnboardings({
      ...{ chosen, environment, settings, interruption },
      watch: watch === true,
      json: json === true,
    });
    return EXIT.done;
  });
}
