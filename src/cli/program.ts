import { Command, CommanderError } from 'commander';
import { packageVersion } from '../contract/parse/packageVersion';
import { HomeFolderError } from '../files/homeFolder';
import { UnsafePathError } from '../files/unsafePath';
import { loadEnvironment, SettingsError } from '../settings';
import { cancelCommand } from './cancel/command';
import { checkCommand } from './check/command';
import { codecServerCommand } from './codecServer/command';
import { completionCommand } from './completion/command';
import { demoCommand } from './demo/command';
import { devCommand } from './dev/command';
import { eventsCommand } from './events/command';
import { EXIT, type ExitStatus, UsageError } from './terminal/exit';
import { forgetCommand } from './forget/command';
import { gatewayCommand } from './gateway/command';
import { importCommand } from './import/command';
import { isInterruption, unlessInterrupted } from './terminal/interruption';
import { keysCommand } from './keys/command';
import { listCommand } from './list/command';
import { say } from './terminal/output';
import { replayCommand } from './replay/command';
import { retryCommand } from './retry/command';
import { runCommand } from './run/command';
import { sandboxCommand } from './sandbox/command';
import { setupCommand } from './setup/command';
import { showCommand } from './show/command';
import { startCommand } from './start/command';
import { statusCommand } from './status/command';
import { workerCommand } from './worker/command';

/** Debugging applies to the whole process, wherever the option appears. */
const debug = process.argv.includes('--debug');

type CreateCommand = (end: (status: Promise<ExitStatus>) => Promise<void>) => Command;

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, readonly CreateCommand[]>> = {
  'On this machine:': [demoCommand, devCommand, sandboxCommand],
  'Onboard:': [runCommand, startCommand, importCommand],
  'Follow, correct and erase:': [
    showCommand,
    listCommand,
    cancelCommand,
    retryCommand,
    replayCommand,
    forgetCommand,
    eventsCommand,
  ],
  'Serve:': [workerCommand, gatewayCommand, codecServerCommand],
  'Set up and look after it:': [checkCommand, setupCommand, keysCommand, statusCommand, completionCommand],
};

const NAMES = `
\`onboard\` is the short name of the installed command. With npx, use the package name: npx would fetch another package
named onboard. For example: npx commerce-onboarding dev`;

/** Runs the command that the process was given. */
export async function runProgram(): Promise<void> {
  // Only the owner may read what this command and its child processes write.
  process.umask(0o077);
  endQuietlyWithoutReader();
  const program = createProgram();
  try {
    await program.parseAsync();
    // Abandoned work may keep the process alive for long.
    if (process.exitCode === EXIT.interrupted) exitOnceWritten();
  } catch (error) {
    process.exitCode = await statusOf(error);
    // The SDK keeps trying to connect for half a minute and offers no way to stop it.
    exitOnceWritten();
  }
}

export function createProgram(): Command {
  const program = withErrorOptions(new Command('onboard'))
    // Sub-commands have options of the same names.
    .enablePositionalOptions()
    .description('Durable customer onboarding for Adobe Commerce as a Cloud Service')
    .addHelpText('after', NAMES)
    .version(packageVersion);
  for (const [group, commands] of Object.entries(COMMANDS)) {
    for (const create of commands) {
      const command = withErrorOptions(create(end)).helpGroup(group);
      const name = `onboard ${command.name()}`;
      command.showHelpAfterError(`Usage: ${name} ${command.usage()}   (${name} --help says more)`);
      program.addCommand(command);
    }
  }
  program.commandsGroup('Help:').helpCommand(true);
  const names = program.commands.map((command) => command.name()).join(', ');
  return program.showHelpAfterError(`The commands are ${names}   (onboard --help says more)`);
}

function exitOnceWritten(): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

function withErrorOptions(command: Command): Command {
  return command.option('--debug', 'print the stack trace of an error').exitOverride();
}

async function end(status: Promise<ExitStatus>): Promise<void> {
  process.exitCode = await unlessInterrupted(status);
}

/** Whatever reads our output may end first (`| head`, a closed terminal): the onboarding continues. */
function endQuietlyWithoutReader(): void {
  for (const output of [process.stdout, process.stderr]) {
    output.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    });
  }
}

/** Prints what went wrong, and returns its exit status. */
async function statusOf(error: unknown): Promise<ExitStatus> {
  // Commander has already printed the mistake, or the requested help.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (isInterruption(error)) {
    say('Interrupted. Running onboardings continue. Run the same command again to continue.');
    return EXIT.interrupted;
  }
  const kinds = [UsageError, SettingsError, HomeFolderError, UnsafePathError];
  const isUsage = kinds.some((kind) => error instanceof kind);
  const refusal = isUsage ? undefined : await refusalOf(error);
  const shown = refusal ?? error;
  say(debug && shown instanceof Error ? (shown.stack ?? shown.message) : messageOf(shown));
  if (isUsage || refusal) return EXIT.usage;
  return await statusOfTemporal(error);
}

/** What to say if Temporal refused a call of the command. */
async function refusalOf(error: unknown): Promise<Error | undefined> {
  const { accessRefusalOf } = await import('../temporal/accessRefused.js');
  const { readTarget } = await import('../client/temporalEnvironment.js');
  try {
    const target = readTarget(loadEnvironment());
    return target && accessRefusalOf(error, target);
  } catch {
    // The settings were right when the command began; its own error matters more.
    return undefined;
  }
}

/** The modules that define these errors are slow to load, so they are loaded only if such an error occurs. */
async function statusOfTemporal(error: unknown): Promise<ExitStatus> {
  const { InputDiffers } = await import('../onboardings/inputDiffers.js');
  if (error instanceof InputDiffers) return EXIT.usage;
  const { ServiceUnreachable } = await import('../temporal/connection.js');
  const { EmbeddedServerError } = await import('../embeddedServer/index.js');
  const { LockedError } = await import('../files/lock.js');
  const kinds = [ServiceUnreachable, EmbeddedServerError, LockedError];
  return kinds.some((kind) => error instanceof kind) ? EXIT.unreachable : EXIT.failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
