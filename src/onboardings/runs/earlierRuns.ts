import type { Client } from '@temporalio/client';
import type { StepName } from '../../contract/activities';
import type { ImportActivities } from '../../contract/importing';
import { recordedRun, type RecordedRun, type RunId } from './recordedRun';

export interface EarlierRunsOptions {
  readonly workflowId: string;
  /** The run that asks. Left out where none runs. */
  readonly ownRunId?: string | undefined;
  /** A run that is known to be one of them: visibility may not have it yet. */
  readonly follows?: string | undefined;
  /** A run whose input came in the clear proves nothing where encryption is required. */
  readonly onlyEncrypted: boolean;
}

export interface EarlierRuns {
  readonly runs: readonly RecordedRun[];
  /** The server lists the run that asks already, so it lists those before it too. */
  readonly isCaughtUp: boolean;
}

/**
 * The runs of a workflow ID that did not complete, before the one that asks: the one rule for what they prove. Each
 * has its own start and its own input; what the server no longer keeps proves nothing. Visibility lags: a run that is
 * not shown as completed is read, and its history says whether it is.
 */
export async function earlierRuns(client: Client, options: EarlierRunsOptions): Promise<EarlierRuns> {
  const { workflowId, ownRunId, follows } = options;
  const runIds = new Set(follows === undefined ? [] : [follows]);
  let isCaughtUp = ownRunId === undefined;
  for await (const { runId, status } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    if (runId === ownRunId) isCaughtUp = true;
    else if (status.name !== 'COMPLETED') runIds.add(runId);
  }
  const runs: RecordedRun[] = [];
  for (const runId of runIds) {
    const run = await unfinishedRun(client, { workflowId, runId }, options);
    if (run) runs.push(run);
  }
  return { runs, isCaughtUp };
}

/** A run that may prove something: the server has it by this workflow ID, and it did not complete. */
export async function unfinishedRun(
  client: Client,
  run: RunId,
  { ownRunId, onlyEncrypted }: Pick<EarlierRunsOptions, 'ownRunId' | 'onlyEncrypted'>,
): Promise<RecordedRun | undefined> {
  if (run.runId === ownRunId) return undefined;
  const recorded = await recordedRun(client, run);
  return !recorded || recorded.isCompleted || (onlyEncrypted && !recorded.isEncrypted) ? undefined : recorded;
}

const STEPS_THAT_POST: ReadonlySet<string> = new Set<StepName | keyof ImportActivities>([
  'createCustomer',
  'importChunk',
]);

/** Whether a run can have made a customer: one that ended before the step that sends the POST made nobody. */
export function mayHavePosted({ events }: RecordedRun): boolean {
  return events.some(({ activityTaskScheduledEventAttributes: scheduled }) =>
    STEPS_THAT_POST.has(scheduled?.activityType?.name ?? ''),
  );
}
