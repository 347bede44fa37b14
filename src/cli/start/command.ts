import { Command } from 'commander';
import { terminalEnvironment } from '../terminal/environment';
import type { ExitStatus } from '../terminal/exit';
import { readInput } from '../terminal/inputFile';
import { sayIfInterrupted } from '../terminal/interruption';
import { collectProblems, readClientSettings } from '../terminal/problems';

interface StartOptions {
  wait?: true;
  json?: true;
}

const CONTINUES = 'The onboarding continues. Run the same command again to wait for it.';

export function startCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('start')
    .description('start an onboarding and print its ID; a worker runs it')
    .argument('<file>', 'JSON file with the input, or - for standard input')
    .option('--wait', 'wait for the end and print the result')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  onboard start examples/john-doe.json --wait')
    .action(async (file: string, options: StartOptions) => await end(start(file, options)));
}

async function start(file: string, { wait, json }: StartOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const [input, { restEndpoint, service }] = await collectProblems(
    readInput(file),
    readClientSettings(environment),
  );
  return await sayIfInterrupted(CONTINUES, async (interruption) => {
    const { startAndReport } = await import('./startAndReport.js');
    return await startAndReport({
      ...{ input, environment, restEndpoint, settings: service, interruption },
      json: json === true,
      wait: wait === true,
    });
  });
}
