import type { Stage } from './stage';
import { eventually } from './eventually';
import { taskAfterSignal, taskThatScheduled } from './history';

export type StepName = 'getToken' | 'createCustomer' | 'updateCustomer';

/** `temporal workflow reset` to before a step. */
export async function resetToBefore(stage: Stage, step: StepName | 'importChunk'): Promise<void> {
  await resetTo(stage, await taskThatScheduled(stage.currentRun(), step));
}

/** A signal, and a reset to after it: pending activities continue in the new run, with their old arguments. */
export async function resetBehindSignal(stage: Stage): Promise<void> {
  const handle = stage.currentRun();
  await handle.signal('anything');
  let task: Awaited<ReturnType<typeof taskAfterSignal>>;
  await eventually('the signal is in the history', async () => {
    task = await taskAfterSignal(handle);
    return !!task;
  });
  await resetTo(stage, task!);
}

/** `temporal activity reset` of the pending activity. */
export async function resetActivity(stage: Stage, step: StepName | 'importChunk'): Promise<void> {
  const { client, namespace } = stage.temporal;
  const { workflowId } = stage.currentRun();
  await client.workflowService.resetActivity({
    namespace,
    execution: { workflowId },
    type: step,
    identity: 'crash matrix',
  });
}

async function resetTo(
  stage: Stage,
  eventId: NonNullable<Awaited<ReturnType<typeof taskAfterSignal>>>,
): Promise<void> {
  const { client, namespace } = stage.temporal;
  const { workflowId } = stage.currentRun();
  const runIdBefore = (await stage.currentRun().describe()).runId;
  const { runId } = await client.workflowService.resetWorkflowExecution({
    namespace,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: eventId,
    requestId: `${runIdBefore}-${String(eventId)}`,
    reason: 'crash matrix',
  });
  if (runId === runIdBefore) throw new Error('the reset made no new run');
}
