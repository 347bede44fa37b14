import { Command, Option } from 'commander';
import type { FailureType } from '../../contract/failures';
import { readSettings } from '../../settings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from '../../onboardings/onboardingStatus';
import { failureOption, parseCount, parseMoment, SINCE } from '../terminal/optionValues';
import { terminalEnvironment } from '../terminal/environment';
import { EXIT, type ExitStatus } from '../terminal/exit';

interface ListOptions {
  status?: OnboardingStatus;
  since?: Date;
  failure?: FailureType;
  limit: number;
  summary?: true;
  json?: true;
}

const DEFAULT_LIMIT = 50;

export function listCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('list')
    .description('list onboardings, newest first')
    .addOption(
      new Option('--status <status>', 'only onboardings with this status').choices(ONBOARDING_STATUSES),
    )
    .addOption(failureOption())
    .option(...SINCE, parseMoment)
    .option('--limit <count>', `maximum number of onboardings`, parseCount, DEFAULT_LIMIT)
    .option('--summary', 'count onboardings by status and failure, with advice')
    .option('--json', 'print JSON, one document per line')
    .addHelpText('after', '\nExample:\n  onboard list --status failed --since 2h')
    .action(async (options: ListOptions) => await end(list(options)));
}

async function list({ summary, limit, json, ...chosen }: ListOptions): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const filter = { taskQueue: settings.taskQueue, ...chosen };
  const options = { filter, environment, settings, json: json === true };
  if (summary) {
    const { printSummary } = await import('./printSummary.js');
    await printSummary(options);
  } else {
    const { printList } = await import('./printList.js');
    await printList({ ...options, limit });
  }
  return EXIT.done;
}
