import PQueue from 'p-queue';
import type { Client } from '@temporalio/client';
import { shellWord } from '../../contract/shellWord';
import { type Outcome, outcomeOf } from '../../onboardings/outcome';
import { type Retry, retryOnboarding } from '../../onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../onboardings/startOnboarding';
import { untilAnswered } from '../../onboardings/untilAnswered';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { say } from '../terminal/output';
import { warnWithoutWorker } from '../terminal/warnWithoutWorker';
import type { Session } from '../terminal/session';
import { confirmRetries, sayPlan } from './confirmRetries';
import type { Retried } from './printRetry';
import { failsAlike, followProbe } from './probe';
import type { RetryChosenOptions, RetryFilter } from './retryOptions';
import { type PlannedRun, planRetries } from './retryPlan';
import { RetryReport } from './retryReport';

/** Each start is a few calls to Temporal. */
const STARTS_AT_ONCE = 10;
/** Each wait is one call to Temporal that stays open until the onboarding ends. */
const ENDS_WAITED_FOR_AT_ONCE = 100;

/**
 * Retries the onboardings that a filter finds: first one as a probe, then the others at the given rate. Waits for all
 * of them, and prints a report.
 */
export async function retryMany(
  session: Session,
  filter: RetryFilter,
  options: RetryChosenOptions,
): Promise<ExitStatus> {
  const { client } = session.temporal;
  const { home, taskQueue } = options.settings;
  const plan = await planRetries({ client, address: session.address, home, taskQueue, filter });
  sayPlan(plan);
  if (plan.runs.length === 0) return EXIT.done;
  if (options.ask && !(await confirmRetries(plan, options.interruption))) {
    say('Nothing was retried.');
    return EXIT.done;
  }
  await plan.keep();
  await warnWithoutWorker(session, taskQueue);
  const report = new RetryReport(plan.runs.length, options);
  try {
    const others = await retryProbe(client, plan.runs, { ...options, report });
    if (others === 'failsAlike') {
      report.print();
      await plan.remove();
      return EXIT.failed;
    }
    await retryOthers(client, others, { ...options, report });
    report.print();
    await plan.remove();
    return report.hasFailures ? EXIT.failed : EXIT.done;
  } finally {
    report.close();
  }
}

type Options = RetryChosenOptions & { report: RetryReport };

/** Retries the first one that can be retried, and follows it to its end. @returns the runs that remain */
async function retryProbe(
  client: Client,
  runs: readonly PlannedRun[],
  options: Options,
): Promise<readonly PlannedRun[] | 'failsAlike'> {
  const { interruption, report } = options;
  for (const [index, run] of runs.entries()) {
    const retry = await retryPlanned(client, run, options);
    if (retry.kind !== 'started') {
      report.add(await endOf(client, run, retry, interruption));
      continue;
    }
    const outcome = await followProbe(client, retry.handle, { failure: run.failure, interruption });
    if (outcome !== 'failsAlike') report.add({ workflowId: run.workflowId, kind: 'ended', outcome });
    if (outcome !== 'failsAlike' && !failsAlike(outcome, run.failure)) return runs.slice(index + 1);
    const left = runs.length - index - 1;
    say(
      `The first one failed again; the other ${left} were not retried. See: onboard show ${shellWord(run.workflowId)}`,
    );
    return 'failsAlike';
  }
  return [];
}

async function retryOthers(client: Client, runs: readonly PlannedRun[], options: Options): Promise<void> {
  const { interruption, perSecond, report } = options;
  const starts = new PQueue({ concurrency: STARTS_AT_ONCE, intervalCap: perSecond, interval: 1_000 });
  const ends = new PQueue({ concurrency: ENDS_WAITED_FOR_AT_ONCE });
  const waiting: Promise<void>[] = [];
  const starting = runs.map((run) =>
    starts.add(async () => {
      const retry = await retryPlanned(client, run, options);
      if (retry.kind === 'started') report.started();
      const ending = ends.add(async () => report.add(await endOf(client, run, retry, interruption)));
      // After an interruption, nothing awaits these.
      ending.catch(() => undefined);
      waiting.push(ending);
    }),
  );
  try {
    await Promise.all(starting);
    await Promise.all(waiting);
  } finally {
    starts.clear();
    ends.clear();
  }
}

async function retryPlanned(client: Client, run: PlannedRun, options: Options): Promise<Retry> {
  const { restEndpoint, correction, interruption } = options;
  return await untilAnswered(() => retryOnboarding(client, { ...run, restEndpoint, correction }), {
    signal: interruption,
  });
}

/** Waits also for one that an earlier command, or somebody else, retried. */
async function endOf(
  client: Client,
  { workflowId }: PlannedRun,
  retry: Retry,
  interruption: AbortSignal,
): Promise<Retried> {
  if (retry.kind === 'unknown') return { workflowId, kind: 'unknown' };
  if (retry.kind === 'badInput') return { workflowId, kind: 'badInput', problems: retry.problems };
  const handle = client.workflow.getHandle<OnboardCustomer>(workflowId);
  const outcome: Outcome = await untilAnswered(() => outcomeOf(handle), { signal: interruption });
  return { workflowId, kind: 'ended', outcome };
}
