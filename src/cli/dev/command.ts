import { Command, Option } from 'commander';
import { loadEnvironment } from '../../settings';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { listenForInterruption } from '../terminal/interruption';
import type { EnvironmentFormat } from './printEnvironment';

const ENVIRONMENT_FORMATS: readonly EnvironmentFormat[] = ['shell', 'dotenv'];

interface DevOptions {
  events?: true;
  printEnv?: EnvironmentFormat;
}

export function devCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('dev')
    .description(
      'run everything on this machine until Ctrl-C: Temporal server, UI, codec server, gateway, worker, and a sandbox if CLIENT_ID is not set',
    )
    .addOption(
      new Option(
        '--print-env [format]',
        'start nothing: print the settings that other programs need to use the running dev, including its keys, for a shell or a .env',
      )
        .choices(ENVIRONMENT_FORMATS)
        .preset('shell'),
    )
    .option('--events', 'send events of ended onboardings to the sandbox, and print each one')
    .addHelpText('after', '\nExample:\n  onboard dev\n  eval "$(onboard dev --print-env)"')
    .action(
      async ({ printEnv, events }: DevOptions) =>
        await end(printEnv ? printVariables(printEnv) : develop({ events: events === true })),
    );
}

async function develop(options: { events: boolean }): Promise<ExitStatus> {
  const environment = loadEnvironment();
  const interruption = listenForInterruption();
  const { runDev } = await import('./runDev.js');
  await runDev({ environment, interruption, ...options });
  return EXIT.done;
}

async function printVariables(format: EnvironmentFormat): Promise<ExitStatus> {
  const { printEnvironment } = await import('./printEnvironment.js');
  await printEnvironment(loadEnvironment(), format);
  return EXIT.done;
}
