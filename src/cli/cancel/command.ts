import { Command } from 'commander';
import { readSettings } from '../../settings';
import { assertWorkflowId } from '../terminal/chosenOnboardings';
import { terminalEnvironment } from '../terminal/environment';
import type { ExitStatus } from '../terminal/exit';

export function cancelCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('cancel')
    .description('cancel onboardings after their current step; customers that were created remain')
    .argument('<id...>', 'workflow IDs')
    .option('--json', 'print JSON, one document per line')
    .addHelpText('after', '\nExample:\n  onboard cancel onboard-0123456789abcdef0123456789abcdef')
    .action(async (ids: string[], options: { json?: true }) => await end(cancel(ids, options)));
}

async function cancel(ids: string[], { json }: { json?: true }): Promise<ExitStatus> {
  for (const id of ids) assertWorkflowId(id);
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { requestCancellation } = await import('./requestCancellation.js');
  return await requestCancellation({ ids, environment, settings, json: json === true });
}
