#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { SettingsError } from '../settings';
import { ServiceUnreachable } from '../temporal/connection';
import { EmbeddedServerError } from '../temporal/embedded';
import { EXIT, type ExitStatus, UsageError } from './exit';
import { say } from './output';
import { runCommand } from './run';
import { sandboxCommand } from './sandbox';
import { startCommand } from './start';
import { version } from './version';
import { workerCommand } from './worker';

/** Debugging is for the whole process, wherever the option stands. */
const debug = process.argv.includes('--debug');

async function main(): Promise<void> {
  const program = new Command('onboard')
    .description('Durable customer onboarding for Adobe Commerce as a Cloud Service')
    .version(version)
    .option('--debug', 'print the stack trace of an error')
    .exitOverride()
    .showHelpAfterError('(onboard --help, or onboard COMMAND --help, shows what there is)');
  for (const create of [runCommand, startCommand, workerCommand, sandboxCommand]) {
    program.addCommand(create(end).option('--debug', 'print the stack trace of an error').exitOverride());
  }
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = statusOf(error);
  }
}

async function end(status: Promise<ExitStatus>): Promise<void> {
  process.exitCode = await status;
}

/** Says what went wrong, and tells its exit status. */
function statusOf(error: unknown): number {
  // Commander has said what is wrong, or has shown the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  say(debug && error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
  if (error instanceof UsageError || error instanceof SettingsError) return EXIT.usage;
  const unreachable = error instanceof ServiceUnreachable || error instanceof EmbeddedServerError;
  return unreachable ? EXIT.unreachable : EXIT.failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

void main();
