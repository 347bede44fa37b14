import { IMPORT_WORKFLOW_TYPE } from '../../src/contract/importing';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { personId } from '../../src/contract/parse/workflowId';
import { describeOnboarding } from '../../src/onboardings/describeOnboarding';
import { forgetOnboardings } from '../../src/onboardings/forgetOnboardings';
import { type ListedOnboarding, listOnboardings } from '../../src/onboardings/listOnboardings';
import { onboardingsOfPerson } from '../../src/onboardings/onboardingsOfPerson';
import { pageOfOnboardings } from '../../src/onboardings/pageOfOnboardings';
import { summarizeOnboardings } from '../../src/onboardings/summarizeOnboardings';
import { freshTaskQueue } from '../setup/temporal';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

async function listed({ temporal: { client }, taskQueue }: Stage): Promise<ListedOnboarding[]> {
  const found: ListedOnboarding[] = [];
  for await (const onboarding of listOnboardings(client, { taskQueue })) found.push(onboarding);
  return found;
}

/** Visibility lags behind runs that ended. */
async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Starts an onboarding under an ID of another form, and waits until lists show its end. */
async function startUnder(stage: Stage, workflowId: string, customer = somebody()): Promise<void> {
  const { temporal, taskQueue } = stage;
  const query = `TaskQueue = "${taskQueue}" AND ExecutionStatus = "Failed"`;
  const before = (await temporal.client.workflow.count(query)).count;
  const handle = await temporal.client.workflow.start(WORKFLOW_TYPE, {
    workflowId,
    taskQueue,
    args: [{ customer }],
  });
  await handle.result().catch(() => undefined);
  await until(
    async () => (await temporal.client.workflow.count(query)).count,
    (count) => count > before,
  );
}

const FOREIGN_IDS = [
  ['of another form', 'order-4711'],
  ['with quotes and a backslash', `it's "order" \\ 4711`],
  ['with a line break', 'order\n4711'],
  ['that is an address', 'ann@example.com'],
  ['of 1,000 bytes', 'x'.repeat(1_000)],
] as const;

test.each(FOREIGN_IDS)(
  'an onboarding with the ID %s is listed, counted and described with its failure',
  async (_, workflowId) => {
    const stage = await setStage();
    const { client } = stage.temporal;
    await startUnder(stage, workflowId);
    const failed = { workflowId, status: 'failed', failure: 'InvalidInput', step: 'input' };
    expect(await listed(stage)).toMatchObject([failed]);
    const page = await pageOfOnboardings(client, { taskQueue: stage.taskQueue }, { limit: 10 });
    expect(page.onboardings).toMatchObject([failed]);
    expect(await summarizeOnboardings(client, { taskQueue: stage.taskQueue })).toMatchObject({
      statuses: { failed: 1 },
      failures: { InvalidInput: 1 },
    });
    expect(await describeOnboarding(client, workflowId)).toMatchObject({
      workflowId,
      status: 'failed',
      lastError: {
        type: 'InvalidInput',
        message: expect.stringMatching(/must be onboard-[0-9a-f]{32} for this input; start it/) as string,
      },
    });
  },
);

test('onboardings with such IDs are forgotten', async () => {
  const stage = await setStage();
  const workflowIds = FOREIGN_IDS.map(([, workflowId]) => workflowId);
  for (const workflowId of workflowIds) await startUnder(stage, workflowId);
  // The server deletes all of them some seconds after the request.
  const forgotten = await forgetOnboardings(stage.temporal, {
    workflowIds,
    terminate: false,
    limitMs: 60_000,
  });
  if (forgotten.kind !== 'forgotten') throw new Error(`not forgotten: ${forgotten.kind}`);
  expect(new Set(forgotten.runs.map(({ workflowId }) => workflowId))).toEqual(new Set(workflowIds));
  for (const workflowId of workflowIds) {
    expect(await describeOnboarding(stage.temporal.client, workflowId)).toBeUndefined();
  }
});

test.each([
  ['an unknown encoding', 'binary/snappy', 'x'],
  ['another form of JSON', 'json/protobuf', '{}'],
  ['JSON that is cut off', 'json/plain', '{"customer":'],
  ['no encoding', '', 'x'],
])('one whose input has %s fails with InvalidInput, and is listed', async (_, encoding, data) => {
  const stage = await setStage();
  const { client } = stage.temporal;
  const workflowId = `order-${stage.taskQueue}`;
  await client.workflowService.startWorkflowExecution({
    ...{ namespace: 'default', workflowId, requestId: workflowId },
    workflowType: { name: WORKFLOW_TYPE },
    taskQueue: { name: stage.taskQueue },
    input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
  });
  await expect(client.workflow.getHandle(workflowId).result()).rejects.toThrow();
  const found = await until(
    () => listed(stage),
    ([onboarding]) => onboarding?.status === 'failed',
  );
  expect(found).toMatchObject([{ workflowId, failure: 'InvalidInput', step: 'input' }]);
  expect(stage.sandbox.requests().filter(({ kind }) => kind !== 'token')).toEqual([]);
});

test('one whose ID another workflow has used since is still listed', async () => {
  const stage = await setStage();
  const { client } = stage.temporal;
  const workflowId = `order-${stage.taskQueue}`;
  await startUnder(stage, workflowId);
  const other = await client.workflow.start(IMPORT_WORKFLOW_TYPE, {
    workflowId,
    taskQueue: stage.taskQueue,
    args: [],
  });
  await other.result().catch(() => undefined);
  const elsewhere = await client.workflow.start(WORKFLOW_TYPE, {
    workflowId,
    taskQueue: freshTaskQueue(),
    args: [],
  });
  await until(
    async () => (await client.workflow.count(`WorkflowId = "${workflowId}"`)).count,
    (count) => count === 3,
  );
  expect(await listed(stage)).toMatchObject([{ workflowId, failure: 'InvalidInput' }]);
  await elsewhere.terminate();
});

test('one with an ID of another form is found by its person', async () => {
  const stage = await setStage();
  const { client } = stage.temporal;
  const customer = somebody();
  await startUnder(stage, 'order-4712', customer);
  const person = { restEndpoint: stage.sandbox.settings.REST_ENDPOINT, email: customer.email };
  const found = await until(
    () => onboardingsOfPerson(client, person),
    (ids) => ids.length > 1,
  );
  expect(found).toContain('order-4712');
  const ofPerson = listOnboardings(client, { taskQueue: stage.taskQueue, person: personId(person) });
  expect((await ofPerson.next()).value).toMatchObject({ workflowId: 'order-4712' });
});

test.each(['', 'x'.repeat(1_001), 'a\0b'])(
  'the server has no workflow with the ID %j',
  async (workflowId) => {
    const { temporal } = await setStage({ workers: 0 });
    expect(await describeOnboarding(temporal.client, workflowId)).toBeUndefined();
  },
);
