import { existsSync } from 'node:fs';
import { Command, Option } from 'commander';
import { isOnboardingWorkflowId } from '../../contract/parse/workflowId';
import { readSettings } from '../../settings';
import { ONBOARDING_STATUSES, type OnboardingStatus } from '../../onboardings/onboardingStatus';
import { terminalEnvironment } from '../terminal/environment';
import { type ExitStatus, UsageError } from '../terminal/exit';
import { parseMoment, SINCE } from '../terminal/optionValues';
import type { ReplayChoice } from './replayChosen';

interface ReplayOptions {
  status?: OnboardingStatus;
  since?: Date;
  query?: string;
  json?: true;
}

export function replayCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('replay')
    .description('print what happened step by step, and check that the current code replays the history')
    .argument('[what]', 'a workflow ID, or a file or folder of histories in JSON from the Temporal UI or CLI')
    .addOption(
      new Option('--status <status>', 'onboardings on the server with this status').choices(
        ONBOARDING_STATUSES,
      ),
    )
    .option(...SINCE, parseMoment)
    .option('--query <query>', 'runs that match this list filter')
    .option('--json', 'print JSON, one document per history')
    .addHelpText(
      'after',
      '\nExit status 1: the code does not agree with a history.\n\nExample:\n  onboard replay --status running',
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
  const selections = [what !== undefined, filtered, query !== undefined].filter(Boolean);
  if (selections.length !== 1) {
    throw new UsageError([
      'replay: give one of a workflow ID, a file, a folder, --query QUERY, or --status STATUS and --since TIME',
    ]);
  }
  if (query !== undefined) return { by: 'query', query };
  if (what === undefined) return { by: 'filter', ...(status && { status }), ...(since && { since }) };
  return isPath(what) ? { by: 'path', path: what } : { by: 'id', workflowId: what };
}

/**
 * Workflow IDs of other clients may have any form, so a file is recognized by its existence, or by the form of a path.
 */
function isPath(what: string): boolean {
  return !isOnboardingWorkflowId(what) && (/^[./]|\.json$/.test(what) || existsSync(what));
}
