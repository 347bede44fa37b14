import { Command } from 'commander';
import { findDevSandbox } from '../../client/devSandbox';
import { type Environment, readService } from '../../settings';
import { settingsOfTrial } from '../terminal/environment';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { EXAMPLE_INPUT } from '../terminal/inputFile';
import { say } from '../terminal/output';
import { onboardFile } from '../run/command';

export function demoCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('demo')
    .description(
      "onboard the customer of Adobe's tutorial in a sandbox; its state stays in this folder for `dev`",
    )
    .addHelpText('after', '\nExample:\n  onboard demo')
    .action(async () => await end(runDemo()));
}

/** Reads no setting but the location of the state: a trial must never reach a tenant. */
async function runDemo(): Promise<ExitStatus> {
  const home = process.env['ONBOARDING_HOME'];
  const trial = { ...settingsOfTrial(), ...(home && { ONBOARDING_HOME: home }) };
  const { withDevLock } = await import('../dev/devLock.js');
  const service = readService(trial);
  say('Using a sandbox: it reads no settings, creates no real customer and sends no mail.');
  const status = await withDevLock(
    service.home,
    () => withOwnSandbox(service.home, trial),
    () => withSandboxOfDev(service.home, trial),
  );
  if (status === EXIT.done) sayNextStep();
  return status;
}

async function withOwnSandbox(home: string, trial: Environment): Promise<ExitStatus> {
  const { startHomeSandbox } = await import('../dev/homeSandbox.js');
  const sandbox = await startHomeSandbox(home);
  try {
    return await onboardFile(EXAMPLE_INPUT, { ...trial, ...sandbox.settings }, {});
  } finally {
    await sandbox.stop();
  }
}

async function withSandboxOfDev(home: string, trial: Environment): Promise<ExitStatus> {
  const sandbox = await findDevSandbox(home);
  if (sandbox) return await onboardFile(EXAMPLE_INPUT, { ...trial, ...sandbox }, {});
  throw new UsageError([
    `demo: onboard dev is running in this folder (${home}) with a tenant, or is starting; stop it, or use another folder`,
  ]);
}

function sayNextStep(): void {
  say('');
  say('Next: npx commerce-onboarding dev   shows this customer in the Temporal UI and in the sandbox');
}
