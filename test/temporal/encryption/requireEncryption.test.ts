import { type WorkflowHandle, WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { WORKFLOW_TYPE } from '../../../src/contract/names';
import { onboardingWorkflowId } from '../../../src/contract/parse/workflowId';
import { outcomeOf } from '../../../src/onboardings/outcome';
import { somebody } from '../../setup/people';
import { setStage, type Stage } from '../../setup/stage';
import { connect } from '../../setup/temporal';

/** Starts as another SDK does without our codec: the input is plain JSON. */
async function startInTheClear(stage: Stage): Promise<WorkflowHandle> {
  const customer = somebody();
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const { website_id: websiteId, email } = customer;
  const other = await connect({ encryption: { mode: 'off', keys: [] } });
  const { workflowId } = await other.client.workflow.start(WORKFLOW_TYPE, {
    workflowId: onboardingWorkflowId({ restEndpoint, websiteId, email }),
    taskQueue: stage.taskQueue,
    args: [{ customer }],
  });
  await other.connection.close();
  return stage.temporal.client.workflow.getHandle(workflowId);
}

async function inputAndResult(stage: Stage, { workflowId }: WorkflowHandle): Promise<(string | undefined)[]> {
  const { events } = await stage.temporal.client.workflow.getHandle(workflowId).fetchHistory();
  const payloads = (events ?? []).flatMap((event) => [
    ...(event.workflowExecutionStartedEventAttributes?.input?.payloads ?? []),
    ...(event.workflowExecutionCompletedEventAttributes?.result?.payloads ?? []),
  ]);
  return payloads.map(({ metadata }) => Buffer.from(metadata?.['encoding'] ?? []).toString());
}

test('input in plain JSON is accepted, and everything written later is encrypted', async () => {
  const stage = await setStage();
  const handle = await startInTheClear(stage);
  expect(await handle.result()).toMatchObject({ customerId: 1 });
  expect(await inputAndResult(stage, handle)).toEqual(['json/plain', 'binary/encrypted']);
});

test('a worker that requires encryption refuses it with InvalidInput, and creates nobody', async () => {
  const stage = await setStage({ settings: { requireEncryption: true } });
  const handle = await startInTheClear(stage);
  const error: unknown = await handle.result().catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure)) throw error;
  expect(error.cause).toMatchObject({
    type: 'InvalidInput',
    nonRetryable: true,
    message: expect.stringMatching(/requires encryption .* came in the clear/),
    details: [expect.objectContaining({ step: 'input' })],
  });
  expect(stage.sandbox.requests().map(({ kind }) => kind)).toEqual(['token']);
});

test('a worker that requires encryption accepts encrypted input', async () => {
  const stage = await setStage({ settings: { requireEncryption: true } });
  const handle = await stage.start({ customer: somebody() });
  expect(await outcomeOf(handle)).toMatchObject({ status: 'done', result: { customerId: 1 } });
});
