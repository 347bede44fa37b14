import type { OnboardingInput } from '../../../src/contract/onboarding';
import { type Encryption, newEncryptionKey } from '../../../src/temporal/encryption';
import { type OnboardCustomer, startOnboarding } from '../../../src/onboardings/startOnboarding';
import { somebody } from '../../setup/people';
import { setStage, type Stage, type StageWorker } from '../../setup/stage';
import { connect } from '../../setup/temporal';

jest.setTimeout(120_000);

const oldKey = { ...newEncryptionKey(), id: 'old' };
const newKey = { ...newEncryptionKey(), id: 'new' };
const onlyOld: Encryption = { mode: 'on', keys: [oldKey] };
const newBehind: Encryption = { mode: 'on', keys: [oldKey, newKey] };
const newInFront: Encryption = { mode: 'on', keys: [newKey, oldKey] };

function people(count: number): OnboardingInput[] {
  return Array.from({ length: count }, () => ({ customer: somebody(), update: { lastname: 'Doe-Updated' } }));
}

/** Restarts the workers one by one, as a rolling deployment does. */
async function restart(stage: Stage, workers: StageWorker[], encryption: Encryption): Promise<StageWorker[]> {
  const restarted: StageWorker[] = [];
  for (const worker of workers) {
    await worker.stop();
    restarted.push(await stage.addWorker({ encryption }));
  }
  return restarted;
}

/** Starts onboardings as a client does that has the new key first. @returns their IDs */
async function startWithNewKey(stage: Stage, inputs: OnboardingInput[]): Promise<string[]> {
  const { client, connection } = await connect({ encryption: newInFront });
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const { taskQueue } = stage;
  const handles = await Promise.all(
    inputs.map((input) => startOnboarding(client, { input, restEndpoint, taskQueue })),
  );
  await connection.close();
  return handles.map(({ workflowId }) => workflowId);
}

interface Ended {
  readonly customerIds: number;
  /** How often a worker could not read its input. */
  readonly failedTasks: number;
}

/** Waits until all are done. @returns how they ended */
async function ended(ids: string[]): Promise<Ended> {
  const { client, connection } = await connect({ encryption: newInFront });
  const handles = ids.map((id) => client.workflow.getHandle<OnboardCustomer>(id));
  const results = await Promise.all(handles.map((handle) => handle.result()));
  const histories = await Promise.all(handles.map((handle) => handle.fetchHistory()));
  await connection.close();
  return {
    customerIds: new Set(results.map(({ customerId }) => customerId)).size,
    failedTasks: histories
      .flatMap(({ events }) => events ?? [])
      .filter((event) => event.workflowTaskFailedEventAttributes).length,
  };
}

/** Slow enough that a rotation happens in the middle. */
const latency = { createMs: 1_000, refusedMs: 0, updateMs: 1_000, lookUpMs: 0, tokenMs: 0 };

test('a key is rotated in the middle of 200 onboardings while workers restart one by one: all end, and none waits', async () => {
  const stage = await setStage({ workers: 0, encryption: onlyOld, sandbox: { latency } });
  const first = [await stage.addWorker(), await stage.addWorker()];
  const created = stage.sandbox.nextRequest('create');
  const early = await Promise.all(people(100).map((input) => stage.start(input)));
  await created;

  const second = await restart(stage, first, newBehind);
  const late = await startWithNewKey(stage, people(100));
  await restart(stage, second, newInFront);

  const ids = [...early.map(({ workflowId }) => workflowId), ...late];
  expect(await ended(ids)).toEqual({ customerIds: 200, failedTasks: 0 });
  expect(stage.sandbox.mails()).toHaveLength(200);
});

test('with a new first key everywhere at once, some wait for the last worker, and all end', async () => {
  const stage = await setStage({ workers: 0, encryption: onlyOld, sandbox: { latency } });
  const workers = [await stage.addWorker(), await stage.addWorker()];
  const early = await Promise.all(people(10).map((input) => stage.start(input)));
  const late = await startWithNewKey(stage, people(10));
  await restart(stage, workers, newInFront);

  const { customerIds } = await ended([...early.map(({ workflowId }) => workflowId), ...late]);
  expect(customerIds).toBe(20);
  expect(stage.sandbox.mails()).toHaveLength(20);
});
