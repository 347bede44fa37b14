import type { Client } from '@temporalio/client';
import pLimit from 'p-limit';
import { WORKFLOW_TYPE } from '../contract/names';
import { describeIfExists } from './describeIfExists';
import type { ListedOnboarding } from './listOnboardings';
import { isQueryable, quoted } from './workflowIdQuery';

/** A run that lists show and whose history Temporal does not have. */
export interface RunWithoutHistory {
  readonly workflowId: string;
  readonly runId: string;
}

const AT_ONCE = 10;
/** Each is a call to Temporal, and a list may show any number of running onboardings. */
export const MOST_CHECKED = 200;

/**
 * Marks those of the listed onboardings that do not run, although lists show them as running: lists and histories are two
 * databases, and a backup of both that was taken while Temporal ran holds rows of onboardings that started in between.
 * Checks the oldest, as such a row never ends.
 */
export async function markWithoutHistory(
  client: Client,
  listed: readonly ListedOnboarding[],
): Promise<ListedOnboarding[]> {
  const limit = pLimit(AT_ONCE);
  const running = listed.filter(({ closedAt }) => closedAt === null);
  const oldestFirst = running.sort((one, other) => one.startedAt.getTime() - other.startedAt.getTime());
  const checked = new Set(oldestFirst.slice(0, MOST_CHECKED));
  return await Promise.all(
    listed.map(async (one) =>
      !checked.has(one) || (await limit(() => hasHistory(client, one)))
        ? one
        : { ...one, hasNoHistory: true as const },
    ),
  );
}

/**
 * The newest run that lists show of an onboarding which Temporal has no history of; undefined where they show none.
 * @param options.taskQueue left out, an onboarding of any
 */
export async function findWithoutHistory(
  client: Client,
  workflowId: string,
  { taskQueue }: { taskQueue?: string } = {},
): Promise<RunWithoutHistory | undefined> {
  if (!isQueryable(workflowId)) return undefined;
  const onQueue = taskQueue === undefined ? '' : ` AND TaskQueue = ${quoted(taskQueue)}`;
  const query = `WorkflowType = "${WORKFLOW_TYPE}" AND WorkflowId = ${quoted(workflowId)}${onQueue}`;
  for await (const run of client.workflow.list({ query })) {
    if (!(await hasHistory(client, run))) return { workflowId, runId: run.runId };
  }
  return undefined;
}

async function hasHistory(client: Client, { workflowId, runId }: RunWithoutHistory): Promise<boolean> {
  return (await describeIfExists(client, workflowId, runId)) !== undefined;
}
