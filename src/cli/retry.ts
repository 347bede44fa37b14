import { Command, Option } from 'commander';
import { FAILURES, type FailureType } from '../contract/failures';
import { RETRIABLE_STATUSES, type RetriableStatus } from '../temporal/onboardingStatus';
import { assertOnboardingId } from './chosenOnboardings';
import { parseCount } from './count';
import { terminalEnvironment } from './environment';
import { EXIT, type ExitStatus, UsageError } from './exit';
import { readDocument } from './inputFile';
import { isInterruption, listenForInterruption } from './interruption';
import { parseMoment } from './moment';
import { say } from './output';
import { collectProblems, readAllSettings, readClientSettings } from './problems';
import type { Correction } from '../temporal/retry/correctedInput';
import type { RetryChoice, Since } from './retry/retryOptions';

interface CommandOptions {
  failure?: FailureType;
  since?: Since;
  status?: RetriableStatus;
  input?: string;
  replace?: true;
  adopt?: true;
  dryRun?: true;
  wait?: true;
  perSecond: number;
  yes?: true;
  json?: true;
}

const DEFAULT_PER_SECOND = 10;

export function retryCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('retry')
    .description('go on with onboardings that failed, from the step that failed; nobody is made twice')
    .argument('[id...]', 'workflow IDs')
    .addOption(
      new Option('--failure <type>', 'those that failed with this type').choices(Object.keys(FAILURES)),
    )
    .option(
      '--since <time>',
      'those that started or ended since: RFC 3339, or an age such as 2h or 3d',
      (text): Since => ({ text, at: parseMoment(text) }),
    )
    .addOption(
      new Option('--status <status>', 'those that ended so; failed, if not given').choices(
        RETRIABLE_STATUSES,
      ),
    )
    .option(
      '--input <file>',
      'what to change in the input of one, as a JSON merge patch; - is standard input',
    )
    .option('--replace', 'the input of --input is a whole one: nothing of the earlier one is kept')
    .option('--adopt', 'take over the customer for whom it failed with CustomerAlreadyExists')
    .option('--dry-run', 'say what would become of each, by look-ups alone; retry nothing')
    .option('--wait', 'wait for the end of those that are given by ID, as is done for others')
    .option('--per-second <count>', 'at most so many a second', parseCount, DEFAULT_PER_SECOND)
    .option('--yes', 'do not ask before many are retried')
    .option('--json', 'print JSON, a document a line')
    .addHelpText(
      'after',
      '\nOf many, those that only another input fixes are left out, unless their type is named.\n' +
        '\nExample:\n  onboard retry --failure CommerceUnavailable --since 2h --dry-run',
    )
    .action(async (ids: string[], options: CommandOptions) => await end(retry(ids, options)));
}

async function retry(ids: string[], options: CommandOptions): Promise<ExitStatus> {
  const choice = choiceOf(ids, options);
  const interruption = listenForInterruption();
  try {
    return await (options.dryRun ? foretell : go)(choice, options, interruption);
  } catch (error) {
    if (!isInterruption(error)) throw error;
    say('Interrupted. What was retried goes on; the same command goes on with the others.');
    return EXIT.interrupted;
  }
}

async function go(
  choice: RetryChoice,
  options: CommandOptions,
  interruption: AbortSignal,
): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const [correction, { service: settings, restEndpoint }] = await collectProblems(
    readCorrection(options),
    readClientSettings(environment),
  );
  const { perSecond, json, wait, yes } = options;
  const { retryChosen } = await import('./retry/retryChosen.js');
  return await retryChosen({
    ...{ choice, correction, environment, settings, restEndpoint, interruption, perSecond },
    json: json === true,
    wait: wait === true,
    ask: yes !== true,
  });
}

async function foretell(
  choice: RetryChoice,
  options: CommandOptions,
  interruption: AbortSignal,
): Promise<ExitStatus> {
  const environment = await terminalEnvironment();
  const [correction, { service: settings, tenant, worker }] = await collectProblems(
    readCorrection(options),
    readAllSettings(environment),
  );
  const { perSecond, json } = options;
  const { foretellRetries } = await import('./retry/foretellRetries.js');
  return await foretellRetries({
    ...{ choice, correction, environment, settings, tenant, worker, interruption, perSecond },
    json: json === true,
  });
}

async function readCorrection({ input, replace, adopt }: CommandOptions): Promise<Correction> {
  return {
    ...(input !== undefined && { document: await readDocument(input) }),
    ...(replace && { replace }),
    ...(adopt && { adopt }),
  };
}

/** @throws UsageError */
function choiceOf(ids: readonly string[], options: CommandOptions): RetryChoice {
  const { failure, since, status, input, replace, adopt } = options;
  for (const id of ids) assertOnboardingId(id);
  const filtered = failure !== undefined || since !== undefined || status !== undefined;
  if (ids.length > 0 === filtered) {
    throw new UsageError([
      'retry: give workflow IDs, or some of --failure TYPE, --since TIME and --status STATUS',
    ]);
  }
  if (input !== undefined && ids.length !== 1) {
    throw new UsageError(['retry: --input is the input of one onboarding; give its workflow ID']);
  }
  if (replace && input === undefined) {
    throw new UsageError(['retry: --replace is for --input, and takes the whole of it']);
  }
  if (ids.length > 0) return { by: 'id', workflowIds: [...new Set(ids)] };
  if (adopt && failure !== 'CustomerAlreadyExists') {
    throw new UsageError(['retry: --adopt is for --failure CustomerAlreadyExists, or for workflow IDs']);
  }
  return { by: 'filter', status: status ?? 'failed', ...(failure && { failure }), ...(since && { since }) };
}
