import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { isOnboardingWorkflowId } from '../contract/parse/workflowId';
import { readSettings } from '../settings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from '../temporal/onboardingStatus';
import { terminalEnvironment } from './environment';
import { type ExitStatus, UsageError } from './exit';
import { parseMoment } from './moment';

interface ReplayOptions {
  status?: OnboardingStatus;
  since?: Date;
  query?: string;
  json?: true;
}

/** Whose histories are replayed. */
export type ReplayChoice =
  | { readonly by: 'id'; readonly workflowId: string }
  | { readonly by: 'path'; readonly path: string }
  | { readonly by: 'filter'; readonly status?: OnboardingStatus; readonly since?: Date }
  | { readonly by: 'query'; readonly query: string };

export function replayCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('replay')
    .description('what happened, step by step, and whether the code here still agrees with it')
    .argument(
      '[what]',
      'a file or folder of histories that the Temporal UI or CLI has written as JSON, or a workflow ID',
    )
    .addOption(
      new Option('--status <status>', 'those of the server in this status').choices(ONBOARDING_STATUSES),
    )
    .option(
      '--since <time>',
      'those that started or ended since: RFC 3339, or an age such as 2h or 3d',
      parseMoment,
    )
    .option('--query <query>', 'each run that a query of Temporal finds')
    .option('--json', 'print JSON, a document a history')
    .addHelpText(
      'after',
      '\nOne that does not agree is exit status 1.\n\nExample:\n  onboard replay --status running',
    )
    .action(async (what: string | undefined, options: ReplayOptions) => await end(replay(what, options)));
}

async function replay(what: string | undefined, { json, ...options }: ReplayOptions): Promise<ExitStatus> {
  const choice = chosenHistories(what, options);
  const environment = await terminalEnvironment();
  const { service: settings } = readSettings(environment, ['service']);
  const { replayChosen } = await import('./replayChosen.js');
  return await replayChosen({ choice, environment, settings, json: json === true });
}

/** @throws UsageError */
function chosenHistories(
  what: string | undefined,
  { status, since, query }: Omit<ReplayOptions, 'json'>,
): ReplayChoice {
  const filtered = status !== undefined || since !== undefined;
  const ways = [what !== undefined, filtered, query !== undefined].filter(Boolean);
  if (ways.length !== 1) {
    throw new UsageError([
      'replay: give one of a workflow ID, a file, a folder, --query QUERY, or --status STATUS and --since TIME',
    ]);
  }
  if (query !== undefined) return { by: 'query', query };
  if (what === undefined) return { by: 'filter', ...(status && { status }), ...(since && { since }) };
  return isPath(what) ? { by: 'path', path: what } : { by: 'id', workflowId: what };
}

/** Others start onboardings under IDs of any form: a name is one of a file where it is there, or is written as a path. */
function isPath(what: string): boolean {
  return !isOnboardingWorkflowId(what) && (/^[./]|\.json$/.test(what) || existsSync(what));
}
