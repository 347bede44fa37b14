import type { Context } from '@temporalio/activity';
import { StepFailure } from '../src/commerce/failure';
import { type RecordedRun, recordedRun } from '../src/onboardings/runs/recordedRun';

export type OwnRun = RecordedRun;

/** The server's answer is waited for so long; without one nothing is sent, and the step is tried again. */
const ANSWER_LIMIT_MS = 5_000;

/**
 * The run of this activity, as the server recorded it: with its arguments as they were given.
 * @throws StepFailure `StepTimedOut` where the server does not answer
 */
export async function ownRun({ client, info }: Context): Promise<OwnRun> {
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  const run = await client
    .withDeadline(Date.now() + ANSWER_LIMIT_MS, () => recordedRun(client, { workflowId, runId }))
    .catch(() => undefined);
  if (run) return run;
  throw new StepFailure('StepTimedOut', 'the server did not answer how this run was started');
}
