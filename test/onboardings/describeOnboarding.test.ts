import { createSecretKey, randomUUID } from 'node:crypto';
import { describeOnboarding, type OnboardingDescription } from '../../src/onboardings/describeOnboarding';
import { welcomed } from '../setup/people';
import { setStage, type Stage, type StageOptions } from '../setup/stage';
import { connect } from '../setup/temporal';

const slowRetries: StageOptions = {
  settings: { retryFirstMs: 60_000, retryMaxMs: 60_000, giveUpAfterMs: 600_000 },
};

async function describeUntil(
  { temporal }: Stage,
  workflowId: string,
  fits: (description: OnboardingDescription) => boolean,
): Promise<OnboardingDescription> {
  for (;;) {
    const description = await describeOnboarding(temporal.client, workflowId);
    if (description && fits(description)) return description;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('while Commerce answers 503: the step, the tries, the message of Commerce, and the time of the next try', async () => {
  const stage = await setStage(slowRetries);
  stage.sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
  const { workflowId } = await stage.start(welcomed());
  const description = await describeUntil(stage, workflowId, ({ lastError }) => lastError !== null);
  expect(description).toMatchObject({
    workflowId,
    status: 'running',
    step: 'createCustomer',
    attempts: 1,
    lastError: { type: 'CommerceUnavailable', step: 'createCustomer', message: /503/ },
    customerId: null,
    closedAt: null,
    paused: false,
  });
  const waitMs = (description.nextTryAt?.getTime() ?? 0) - Date.now();
  expect(waitMs).toBeGreaterThan(30_000);
  expect(waitMs).toBeLessThanOrEqual(60_000);
});

test('a done one has its customer, and no step', async () => {
  const stage = await setStage();
  const handle = await stage.start(welcomed());
  await handle.result();
  const description = await describeOnboarding(stage.temporal.client, handle.workflowId);
  expect(description).toMatchObject({
    status: 'done',
    step: null,
    lastError: null,
    customerId: 1,
    nextTryAt: null,
  });
  expect(description?.closedAt?.getTime()).toBeGreaterThanOrEqual(description!.startedAt.getTime());
  expect(JSON.stringify(description)).not.toContain('Doe');
});

test('a failed one has the reason, the step and the number of tries', async () => {
  const stage = await setStage();
  const input = welcomed();
  const customerId = stage.sandbox.addCustomer({ ...input.customer, firstname: 'Stranger' });
  const handle = await stage.start(input);
  await handle.result().catch(() => undefined);
  expect(await describeOnboarding(stage.temporal.client, handle.workflowId)).toMatchObject({
    status: 'failed',
    step: 'createCustomer',
    attempts: 1,
    lastError: { type: 'CustomerAlreadyExists', customerId },
    customerId,
  });
});

test('a cancelled one has the step that was not done, and the customer that was created before', async () => {
  const stage = await setStage(slowRetries);
  stage.sandbox.fail({ on: 'update', what: { kind: 'html', status: 503, made: false } });
  const handle = await stage.start(welcomed());
  await describeUntil(stage, handle.workflowId, ({ lastError }) => lastError !== null);
  await handle.cancel();
  await handle.result().catch(() => undefined);
  expect(await describeOnboarding(stage.temporal.client, handle.workflowId)).toMatchObject({
    status: 'cancelled',
    step: 'updateCustomer',
    customerId: 1,
  });
});

describe('the customer that was created, while the update is retried,', () => {
  async function atUpdate() {
    const stage = await setStage(slowRetries);
    stage.sandbox.fail({ on: 'update', what: { kind: 'html', status: 503, made: false } });
    const handle = await stage.start(welcomed());
    return {
      stage,
      handle,
      description: await describeUntil(
        stage,
        handle.workflowId,
        ({ attempts, nextTryAt }) => attempts > 0 && nextTryAt !== null,
      ),
    };
  }

  test('is described', async () => {
    const { description } = await atUpdate();
    expect(description).toMatchObject({ status: 'running', step: 'updateCustomer', customerId: 1 });
  });

  test('is described after a termination', async () => {
    const { stage, handle } = await atUpdate();
    await handle.terminate('test');
    expect(await describeOnboarding(stage.temporal.client, handle.workflowId)).toMatchObject({
      status: 'terminated',
      step: 'updateCustomer',
      customerId: 1,
    });
  });
});

test('the customer that was created is omitted without the key', async () => {
  const stage = await setStage();
  stage.sandbox.fail({ on: 'update', what: { kind: 'slow', byMs: 3_000 } });
  const updating = stage.sandbox.nextRequest('update');
  const { workflowId } = await stage.start(welcomed());
  await updating;
  const secret = createSecretKey(Buffer.alloc(32, 2));
  const { connection, client } = await connect({
    encryption: { mode: 'on', keys: [{ id: 'other', secret }] },
  });
  const description = await describeOnboarding(client, workflowId);
  expect(description).toMatchObject({ step: 'updateCustomer', customerId: null });
  await connection.close();
});

test('one that an operator paused is described as paused', async () => {
  const stage = await setStage(slowRetries);
  stage.sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
  const { workflowId } = await stage.start(welcomed());
  await describeUntil(stage, workflowId, ({ lastError }) => lastError !== null);
  await stage.temporal.client.workflowService.pauseActivity({
    namespace: stage.temporal.namespace,
    execution: { workflowId },
    type: 'createCustomer',
    identity: 'test',
  });
  expect(await describeUntil(stage, workflowId, ({ paused }) => paused)).toMatchObject({ status: 'running' });
});

test('one whose workflow tasks fail repeatedly is stuck, with the error', async () => {
  const stage = await setStage({ workers: 0 });
  const { client, connection, namespace } = stage.temporal;
  const { workflowId } = await stage.start(welcomed());
  // Acts like a worker whose code does not agree with the history.
  const { taskToken } = await connection.workflowService.pollWorkflowTaskQueue({
    namespace,
    taskQueue: { name: stage.taskQueue },
    identity: 'test',
  });
  await connection.workflowService.respondWorkflowTaskFailed({
    namespace,
    taskToken,
    failure: { message: 'Nondeterminism', applicationFailureInfo: { type: 'DeterminismViolationError' } },
  });
  const description = await describeUntil(stage, workflowId, ({ status }) => status === 'stuck');
  expect(description).toMatchObject({ stuckOn: 'Nondeterminism', step: null, closedAt: null });
  await client.workflow.getHandle(workflowId).terminate();
});

test('an ID that the server does not know, and one of another workflow type, give undefined', async () => {
  const { temporal, taskQueue } = await setStage({ workers: 0 });
  const { client } = temporal;
  const foreign = await client.workflow.start('another', { taskQueue, workflowId: randomUUID() });
  expect(await describeOnboarding(client, foreign.workflowId)).toBeUndefined();
  expect(await describeOnboarding(client, randomUUID())).toBeUndefined();
  await foreign.terminate();
});
