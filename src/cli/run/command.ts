import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Environment } from '../../settings';
import { settingsOfTrial, terminalEnvironment } from '../terminal/environment';
import { type ExitStatus, UsageError } from '../terminal/exit';
import { EXAMPLE_INPUT, readInput } from '../terminal/inputFile';
import { sayIfInterrupted } from '../terminal/interruption';
import { say } from '../terminal/output';
import { collectProblems, readAllSettings } from '../terminal/problems';

const INTERRUPTED = 'Run the same command again to continue the onboarding.';
const SANDBOX_INTERRUPTED = 'The sandbox and all that was in it is gone.';

interface RunOptions {
  sandbox?: true;
  json?: true;
  keep?: true;
  giveUpAfter?: string;
}

export function runCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('run')
    .description(
      'onboard one customer, with a Temporal server and a worker if none is running, and print what the steps gave',
    )
    .argument('[file]', 'JSON file with the input, or - for standard input')
    .option(
      '--sandbox',
      'use a fresh sandbox instead of a tenant; without a file, onboard the customer of the tutorial',
    )
    .option('--json', 'print the result as one JSON document')
    .option('--keep', 'keep the Temporal UI running after the end, until Ctrl-C')
    .option(
      '--give-up-after <duration>',
      'how long to retry a step, such as 10m (default: ONBOARDING_GIVE_UP_AFTER)',
    )
    .addHelpText('after', '\nExample:\n  onboard run examples/john-doe.json')
    .action(async (file: string | undefined, options: RunOptions) => await end(run(file, options)));
}

async function run(file: string | undefined, options: RunOptions): Promise<ExitStatus> {
  if (options.sandbox) return await runInSandbox(file ?? EXAMPLE_INPUT, options);
  if (file === undefined) {
    throw new UsageError([
      "run: needs a JSON file, or - for standard input; or --sandbox to try the tutorial's customer",
    ]);
  }
  return await onboardFile(file, await terminalEnvironment(), options);
}

/** Reads no other settings: a trial must never reach a tenant. */
async function runInSandbox(file: string, options: RunOptions): Promise<ExitStatus> {
  const { startSandbox } = await import('../../sandbox/index.js');
  const sandbox = await startSandbox();
  const home = await mkdtemp(join(tmpdir(), 'onboarding-sandbox-'));
  try {
    say('Using a sandbox: it reads no settings, creates no real customer and sends no mail.');
    return await onboardFile(
      file,
      { ...sandbox.settings, ...settingsOfTrial(), ONBOARDING_HOME: home },
      options,
    );
  } finally {
    await sandbox.stop();
    await rm(home, { recursive: true, force: true });
  }
}

/** Onboards the customer of a file with a worker in this process. @throws UsageError */
export async function onboardFile(
  file: string,
  environment: Environment,
  { sandbox, json, keep, giveUpAfter }: RunOptions,
): Promise<ExitStatus> {
  const given = {
    ...environment,
    ...(giveUpAfter !== undefined && { ONBOARDING_GIVE_UP_AFTER: giveUpAfter }),
  };
  const [input, settings] = await collectProblems(readInput(file), readAllSettings(given));
  return await sayIfInterrupted(sandbox ? SANDBOX_INTERRUPTED : INTERRUPTED, async (interruption) => {
    const { runOnboarding } = await import('./runOnboarding.js');
    return await runOnboarding({
      ...{ input, environment: given, settings, interruption },
      as: json ? 'json' : 'transcript',
      keep: keep === true,
    });
  });
}
