import { Command } from 'commander';
import { SettingsError } from '../../settings';
import { type CheckResult, wrong } from './checkResult';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';

export function checkCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('check')
    .description('check the settings and the services; creates nothing')
    .option('--json', 'print the results as one JSON document')
    .addHelpText('after', '\nExample:\n  onboard check')
    .action(async (options: { json?: true }) => await end(check(options)));
}

async function check({ json }: { json?: true }): Promise<ExitStatus> {
  const results = await runChecks();
  const { reportChecks } = await import('./checkReport.js');
  reportChecks(results, { json: json === true });
  return EXIT.done;
}

/** Nothing else can be checked if the `.env` cannot be read. */
async function runChecks(): Promise<CheckResult[]> {
  try {
    const environment = await terminalEnvironment();
    const { checkAll } = await import('./checkAll.js');
    return await checkAll(environment);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map((problem) => wrong('settings', problem));
  }
}
