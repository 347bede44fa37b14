import { Command, Option } from 'commander';
import type { FailureType } from '../../contract/failures';
import { RETRIABLE_STATUSES, type RetriableStatus } from '../../onboardings/onboardingStatus';
import { assertOnboardingId } from '../terminal/chosenOnboardings';
import { failureOption, parseCount, parseMoment, SINCE } from '../terminal/optionValues';
import { terminalEnvironment } from '../terminal/environment';
import { type ExitStatus, UsageError } from '../terminal/exit';
import { readDocument } from '../terminal/inputFile';
import { sayIfInterrupted } from '../terminal/interruption';
import { collectProblems, readAllSettings, readClientSettings } from '../terminal/problems';
import type { Correction } from '../../onboardings/retry/correctedInput';
import type { RetryChoice, Since } from './retryOptions';

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
const CONTINUE = 'Started retries continue. Run the same command again to retry the others.';

export function retryCommand(end: (status: Promise<ExitStatus>) => Promise<void>): Command {
  return new Command('retry')
    .description('retry failed onboardings from the step that failed; no customer is created twice')
    .argument('[id...]', 'workflow IDs')
    .addOption(failureOption())
    .option(...SINCE, (text): Since => ({ text, at: parseMoment(text) }))
    .addOption(
      new Option('--status <status>', 'only onboardings with this status; default: failed').choices(
        RETRIABLE_STATUSES,
      ),
    )
    .option('--input <file>', 'a JSON merge patch for the input of one onboarding; - reads standard input')
    .option('--replace', '--input is a complete input that replaces the previous one')
    .option('--adopt', 'adopt the existing customer after CustomerAlreadyExists')
    .option('--dry-run', 'predict the outcome of each retry with look-ups; retry nothing')
    .option(
      '--wait',
      'wait for the end of the onboardings that are given by ID (always done for --failure, --since and --status)',
    )
    .option('--per-second <count>', 'maximum retries per second', parseCount, DEFAULT_PER_SECOND)
    .option('--yes', 'do not ask for confirmation')
    .option('--json', 'print JSON, one document per line')
    .addHelpText(
      'after',
      '\nWith --since or --status, onboardings that need corrected input are skipped. Name their type with --failure to retry them.\n' +
        '\nExample:\n  onboard retry --failure CommerceUnavailable --since 2h --dry-run',
    )
    .action(async (ids: string[], options: CommandOptions) => await end(retry(ids, options)));
}

async function retry(ids: string[], options: CommandOptions): Promise<ExitStatus> {
  const choice = choiceOf(ids, options);
  return await sayIfInterrupted(CONTINUE, (interruption) =>
    (options.dryRun ? preview : run)(choice, options, interruption),
  );
}

async function run(
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
  const { retryChosen } = await import('./retryChosen.js');
  return await retryChosen({
    ...{ choice, correction, environment, settings, restEndpoint, interruption, perSecond },
    json: json === true,
    wait: wait === true,
    ask: yes !== true,
  });
}

async function preview(
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
  const { previewRetries } = await import('./previewRetries.js');
  return await previewRetries({
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
    throw new UsageError(['retry: --replace needs --input with a complete input']);
  }
  if (ids.length > 0) return { by: 'id', workflowIds: [...new Set(ids)] };
  if (adopt && failure !== 'CustomerAlreadyExists') {
    throw new UsageError(['retry: --adopt is for --failure CustomerAlreadyExists, or for workflow IDs']);
  }
  return { by: 'filter', status: status ?? 'failed', ...(failure && { failure }), ...(since && { since }) };
}
