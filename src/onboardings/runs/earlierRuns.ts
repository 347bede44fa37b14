import type { Client } from '@temporalio/client';
import type { StepName } from '../../contract/steps';
import type { ImportActivities } from '../../contract/importing';
import type { HistoryEvent } from '../replay/recordedHistory';
import { recordedRun, type RecordedRun, type RunId } from './recordedRun';

export interface EarlierRunsOptions {
  readonly workflowId: string;
  /** The current run, if any. */
  readonly ownRunId?: string | undefined;
  /** A run that must be among them, even if visibility does not list it yet. */
  readonly follows?: string | undefined;
  /**
   * The run before any reset, if the current run was reset: the runs since then are this onboarding too, whether they
   * completed or not.
   */
  readonly resetOf?: string | undefined;
  /** Ignore runs with unencrypted input, because encryption is required and anybody could have written it. */
  readonly onlyEncrypted: boolean;
}

export interface EarlierRuns {
  readonly runs: readonly RecordedRun[];
  /** The server lists the current run already, so it lists those before it too. */
  readonly isCaughtUp: boolean;
}

/**
 * The runs of a workflow ID before the current one that did not complete: the one rule for what they prove. Each has
 * its own start and its own input; a deleted run proves nothing. Because visibility lags, a run that is not listed as
 * completed is read, and its history decides.
 */
export async function earlierRuns(client: Client, options: EarlierRunsOptions): Promise<EarlierRuns> {
  const { workflowId, ownRunId, follows, resetOf } = options;
  const runIds = new Set(follows === undefined ? [] : [follows]);
  let isCaughtUp = ownRunId === undefined;
  for await (const { runId, status } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
    if (runId === ownRunId) isCaughtUp = true;
    else if (status.name !== 'COMPLETED' || resetOf !== undefined) runIds.add(runId);
  }
  const runs: RecordedRun[] = [];
  for (const runId of runIds) {
    const run = await unfinishedRun(client, { workflowId, runId }, options);
    if (run) runs.push(run);
  }
  return { runs, isCaughtUp };
}

/** A run that may prove something: the server has it under this workflow ID, and it did not complete. */
export async function unfinishedRun(
  client: Client,
  run: RunId,
  { ownRunId, onlyEncrypted, resetOf }: Pick<EarlierRunsOptions, 'ownRunId' | 'onlyEncrypted' | 'resetOf'>,
): Promise<RecordedRun | undefined> {
  if (run.runId === ownRunId) return undefined;
  const recorded = await recordedRun(client, run);
  if (!recorded || (onlyEncrypted && !recorded.isEncrypted)) return undefined;
  return recorded.isCompleted && recorded.originalRunId !== resetOf ? undefined : recorded;
}

const STEPS_THAT_POST: ReadonlySet<string> = new Set<StepName | keyof ImportActivities>([
  'createCustomer',
  'importChunk',
]);

/** Whether a run may have created a customer: not if it ended before the step that sends the POST. */
export function mayHavePosted({ events }: RecordedRun): boolean {
  return events.some(isPost);
}

/** Whether an event schedules the step that sends the POST. */
export function isPost({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent): boolean {
  return STEPS_THAT_POST.has(scheduled?.activityType?.name ?? '');
}
