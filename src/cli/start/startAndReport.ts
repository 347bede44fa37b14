import type { OnboardingInput } from '../../contract/onboarding';
import { followOnboarding } from '../../onboardings/followOnboarding';
import { ensureSearchAttributes } from '../../temporal/searchAttributes';
import { statusOf } from '../../onboardings/onboardingStatus';
import { startOnboarding } from '../../onboardings/startOnboarding';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson } from '../terminal/output';
import { printOutcome } from '../terminal/printOutcome';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import type { Session } from '../terminal/session';
import { redactionFor, sayTrouble } from '../terminal/transcript';
import { type InterruptibleCommandOptions, withSession } from '../terminal/withSession';

export interface StartAndReportOptions extends InterruptibleCommandOptions {
  input: OnboardingInput;
  restEndpoint: string;
  /** Wait for the end of the onboarding. */
  wait: boolean;
}

/**
 * Starts an onboarding for workers of other processes, and prints its ID; if it waits, the result too.
 * @throws Interrupted while it waits; the errors of `openSession`
 */
export async function startAndReport(options: StartAndReportOptions): Promise<ExitStatus> {
  return await withSession(options, (session) => startWith(session, options));
}

async function startWith(session: Session, options: StartAndReportOptions): Promise<ExitStatus> {
  const { input, restEndpoint, json, wait, interruption } = options;
  const { taskQueue } = options.settings;
  const { client } = session.temporal;
  await ensureSearchAttributes(session.temporal);
  interruption.throwIfAborted();
  const handle = await startOnboarding(client, { input, restEndpoint, taskQueue });
  const { workflowId } = handle;
  await warnWithoutWorker(session, taskQueue);
  if (!json) print(workflowId);
  if (!wait) {
    if (json) printJson({ workflowId, status: statusOf((await handle.describe()).status.name) });
    return EXIT.done;
  }
  const redact = redactionFor(input, options.environment);
  const outcome = await followOnboarding({
    client,
    handle,
    onEvent: (event) => sayTrouble(event, redact),
    signal: interruption,
  });
  printOutcome(workflowId, outcome, { as: json ? 'json' : 'result' });
  return outcome.status === 'done' ? EXIT.done : EXIT.failed;
}
