import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@temporalio/activity';

const VISIBILITY_LAG_MS = 10_000;
const ASK_EVERY_MS = 500;

/**
 * When the earliest of those earlier runs of this workflow ID started that did not complete. Visibility lags
 * behind, so it is asked again for a while, and a run that is not shown as completed counts.
 */
export async function earlierRunStartedAt(context: Context): Promise<Date | undefined> {
  const until = performance.now() + VISIBILITY_LAG_MS;
  for (;;) {
    const startedAt = await earliestUnfinishedRun(context);
    if (startedAt || performance.now() >= until) return startedAt;
    await sleep(ASK_EVERY_MS, undefined, { signal: context.cancellationSignal });
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
