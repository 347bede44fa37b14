import type { Context } from '@temporalio/activity';
import { StepFailure } from '../src/commerce/failure';
import { type RecordedRun, recordedRun } from '../src/onboardings/runs/recordedRun';

export type OwnRun = RecordedRun;

/** The longest wait for the server's answer. Without an answer nothing is sent, and the step is retried. */
const ANSWER_LIMIT_MS = 5_000;

/**
 * The run of this activity as the server recorded it, with its original arguments.
 * @throws StepFailure `StepTimedOut` if the server does not answer
 */
export async function ownRun({ client, info }: Context): Promise<OwnRun> {
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  const run = await client
    .withDeadline(Date.now() + ANSWER_LIMIT_MS, () => recordedRun(client, { workflowId, runId }))
    .catch(() => undefined);
  if (run) return run;
  throw new StepFailure('StepTimedOut', 'the server did not answer how this run was started');
}
