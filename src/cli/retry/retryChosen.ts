import { outcomeOf } from '../../onboardings/outcome';
import { retryOnboarding } from '../../onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../onboardings/startOnboarding';
import { untilAnswered } from '../../onboardings/untilAnswered';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import type { Session } from '../terminal/session';
import { withSession } from '../terminal/withSession';
import { printRetry, type Retried } from './printRetry';
import { retryMany } from './retryMany';
import type { RetryChosenOptions } from './retryOptions';

/**
 * Retries the chosen onboardings, and prints the outcome of each.
 * @returns `failed` if one failed again
 * @throws UsageError if an ID is unknown, or its input is invalid; Interrupted; the errors of `openSession`
 */
export async function retryChosen(options: RetryChosenOptions): Promise<ExitStatus> {
  const { choice } = options;
  return await withSession(options, async (session) =>
    choice.by === 'id'
      ? await retryGiven(session, choice.workflowIds, options)
      : await retryMany(session, choice, options),
  );
}

async function retryGiven(
  session: Session,
  workflowIds: readonly string[],
  options: RetryChosenOptions,
): Promise<ExitStatus> {
  const { client } = session.temporal;
  const started: string[] = [];
  const problems: string[] = [];
  for (const workflowId of workflowIds) {
    options.interruption.throwIfAborted();
    const retry = await retryOnboarding(client, { ...options, workflowId });
    if (retry.kind === 'started') started.push(workflowId);
    else if (retry.kind === 'unknown') problems.push(`Temporal has no onboarding ${workflowId}`);
    else if (retry.kind === 'badInput')
      problems.push(...retry.problems.map((line) => `${workflowId}: ${line}`));
    else printRetry({ workflowId, kind: retry.kind }, options);
  }
  if (started.length > 0) await warnWithoutWorker(session, options.settings.taskQueue);
  const ends = started.map(async (workflowId): Promise<Retried> => {
    if (!options.wait) return { workflowId, kind: 'started' };
    const handle = client.workflow.getHandle<OnboardCustomer>(workflowId);
    const outcome = await untilAnswered(() => outcomeOf(handle), { signal: options.interruption });
    return { workflowId, kind: 'ended', outcome };
  });
  const retried = await Promise.all(ends);
  for (const one of retried) printRetry(one, options);
  if (problems.length > 0) throw new UsageError(problems);
  return retried.some((one) => one.kind === 'ended' && one.outcome.status !== 'done')
    ? EXIT.failed
    : EXIT.done;
}
