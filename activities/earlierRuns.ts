import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@temporalio/activity';
import type { Attempt } from '../src/commerce/attempt';
import { StepFailure } from '../src/commerce/failure';

const VISIBILITY_LAG_MS = 10_000;
const ASK_EVERY_MS = 500;

/**
 * When the earliest of those earlier runs of this workflow ID started that did not complete. Visibility lags
 * behind, so it is asked again for a while, and a run that is not shown as completed counts.
 * @throws StepFailure where the server does not answer
 */
export async function earlierRunStartedAt(context: Context, attempt: Attempt): Promise<Date | undefined> {
  const until = performance.now() + Math.min(VISIBILITY_LAG_MS, attempt.remainingMs() - ASK_EVERY_MS);
  for (;;) {
    const startedAt = await earliestUnfinishedRun(context).catch(() => 'unanswered' as const);
    if (startedAt instanceof Date) return startedAt;
    if (performance.now() >= until) {
      if (startedAt === undefined) return undefined;
      throw new StepFailure('StepTimedOut', 'the server did not tell of earlier runs of this onboarding');
    }
    await sleep(ASK_EVERY_MS, undefined, { signal: attempt.signal });
  }
}

async function earliestUnfinishedRun({ client, info }: Context): Promise<Date | undefined> {
  const { workflowId, runId: ownRunId } = info.workflowExecution ?? {};
  let earliest: Date | undefined;
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    if (run.runId === ownRunId || run.status.name === 'COMPLETED') continue;
    if (!earliest || run.startTime < earliest) earliest = run.startTime;
  }
  return earliest;
}
