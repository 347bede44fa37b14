import { Command, Option } from 'commander';
import { FAILURES, type FailureType } from '../contract/failures';
import { readSettings } from '../settings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from '../temporal/onboardingStatus';
import { parseCount } from './count';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus } from './exit';
import { parseMoment } from './moment';

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
    .description('running, failed and done onboardings, newest first, the newest run of each')
    .addOption(new Option('--status <status>', 'those in this status').choices(ONBOARDING_STATUSES))
    .addOption(
      new Option('--failure <type>', 'those that failed with this type').choices(Object.keys(FAILURES)),
    )
    .option(
      '--since <time>',
      'those that started or ended since: RFC 3339, or an age such as 2h or 3d',
      parseMoment,
    )
    .option('--limit <count>', `at most so many`, parseCount, DEFAULT_LIMIT)
    .option('--summary', 'how many there are of each status and failure, and what to do about those')
    .option('--json', 'print JSON, a document a line')
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
