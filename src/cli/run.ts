import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import type { OnboardingInput } from '../contract/onboarding';
import { startSandbox } from '../sandbox';
import { type Environment, loadEnvironment, type Settings } from '../settings';
import { followOnboarding } from '../temporal/followOnboarding';
import { createLogger } from '../temporal/logging';
import type { Outcome } from '../temporal/outcome';
import { startOnboarding } from '../temporal/startOnboarding';
import { EXIT, type ExitStatus, UsageError } from './exit';
import { EXAMPLE_INPUT, readInput } from './inputFile';
import { Interrupted, listenForInterruption, untilAborted } from './interruption';
import { startLocalWorker } from './localWorker';
import { say } from './output';
import { collectProblems, readAllSettings } from './problems';
import { printOutcome } from './printOutcome';
import { openSession, type Session } from './session';
import { printEvent, sayTrouble } from './transcript';

/** Who presses Ctrl-C does not wait for a slow answer; the next attempt finds out what became of it. */
const INTERRUPTION_GRACE_MS = 2_000;

interface RunOptions {
  sandbox?: true;
  json?: true;
  keep?: true;
  giveUpAfter?: string;
}

export function runCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('run')
    .description(
      'onboard one customer, with server and worker where none is there, and print what the steps gave',
    )
    .argument('[file]', 'JSON file with the input, or - for standard input')
    .option(
      '--sandbox',
      "against a fresh sandbox instead of a tenant; without a file the tutorial's customer",
    )
    .option('--json', 'print the result as one JSON document')
    .option('--keep', 'stay after the end, so that the Temporal UI can be looked at, until Ctrl-C')
    .option(
      '--give-up-after <duration>',
      'how long a step is tried, such as 10m (default: ONBOARDING_GIVE_UP_AFTER)',
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
  return await onboard(file, loadEnvironment(), options);
}

/** Nothing of the caller's settings is read: a trial must never reach a tenant. */
async function runInSandbox(file: string, options: RunOptions): Promise<ExitStatus> {
  const sandbox = await startSandbox();
  const home = await mkdtemp(join(tmpdir(), 'onboarding-sandbox-'));
  try {
    say('Against a sandbox: no settings are read, no real customer is made, nobody is mailed.');
    return await onboard(
      file,
      { ...sandbox.settings, ONBOARDING_HOME: home, ONBOARDING_LOG_LEVEL: 'error' },
      options,
    );
  } finally {
    await sandbox.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function onboard(file: string, environment: Environment, options: RunOptions): Promise<ExitStatus> {
  const given = {
    ONBOARDING_LOG_LEVEL: 'error',
    ...environment,
    ...(options.giveUpAfter !== undefined && { ONBOARDING_GIVE_UP_AFTER: options.giveUpAfter }),
  };
  const [input, settings] = await collectProblems(readInput(file), readAllSettings(given));
  const interruption = listenForInterruption();
  const session = await openSession({
    environment: given,
    settings: settings.service,
    logger: createLogger(settings.service.logLevel),
  });
  try {
    return await onboardWith(session, settings, input, { ...options, interruption });
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say('Interrupted. The onboarding stays as it is, and goes on when the same command is given again.');
    return EXIT.interrupted;
  } finally {
    await session.close();
  }
}

async function onboardWith(
  session: Session,
  { tenant, worker: workerSettings, service }: Settings,
  input: OnboardingInput,
  { json, keep, interruption }: RunOptions & { interruption: AbortSignal },
): Promise<ExitStatus> {
  if (session.ui) say(`UI while this runs: ${session.ui}${keep ? '' : ' (--keep: stay afterwards)'}`);
  const settings = {
    ...workerSettings,
    shutdownGraceMs: Math.min(workerSettings.shutdownGraceMs, INTERRUPTION_GRACE_MS),
  };
  const worker = await startLocalWorker({ session, tenant, settings, service });
  try {
    const { client } = session.temporal;
    const handle = await startOnboarding(client, {
      input,
      restEndpoint: tenant.restEndpoint,
      taskQueue: service.taskQueue,
    });
    const outcome = await Promise.race([
      followOnboarding({ client, handle, onEvent: json ? sayTrouble : printEvent, signal: interruption }),
      failing(worker.ended),
    ]);
    printOutcome(handle.workflowId, outcome, { as: json ? 'json' : 'transcript' });
    if (keep) await stay(interruption);
    return statusOf(outcome);
  } finally {
    await worker.stop();
  }
}

async function stay(interruption: AbortSignal): Promise<void> {
  say('Staying until Ctrl-C.');
  await untilAborted(interruption);
}

/** Never resolves: a worker that ends well ends after what it is raced with. */
async function failing(ended: Promise<void>): Promise<never> {
  await ended;
  return await new Promise<never>(() => undefined);
}

function statusOf(outcome: Outcome): ExitStatus {
  return outcome.status === 'done' ? EXIT.done : EXIT.failed;
}
