import { isGrpcServiceError, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import type { CustomerFields } from '../../src/contract/onboarding';
import { describeOnboarding } from '../../src/onboardings/describeOnboarding';
import { type ForgetResult, forgetOnboardings } from '../../src/onboardings/forgetOnboardings';
import { onboardingsOfPerson } from '../../src/onboardings/onboardingsOfPerson';
import { GRPC } from '../../src/temporal/grpcStatus';
import { type OnboardCustomer, startOnboarding } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

// On a busy machine the server needs more time to delete.
jest.setTimeout(120_000);

interface Run {
  readonly workflowId: string;
  readonly runId: string;
}

/** Starts an onboarding and waits until it has ended in any way. */
async function ended(stage: Stage, customer: CustomerFields, password = 'TempPa55word!'): Promise<Run> {
  const handle = await stage.start({ customer, password });
  await handle.result().catch(() => undefined);
  return await newestRun(handle);
}

async function newestRun(handle: WorkflowHandle<OnboardCustomer>): Promise<Run> {
  const { workflowId, runId } = await handle.describe();
  return { workflowId, runId };
}

async function personsIds(stage: Stage, { email }: CustomerFields): Promise<string[]> {
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  return await onboardingsOfPerson(stage.temporal.client, { restEndpoint, email });
}

async function forget(
  { temporal }: Stage,
  workflowIds: readonly string[],
  options: { terminate?: boolean; limitMs?: number } = {},
): Promise<ForgetResult> {
  return await forgetOnboardings(temporal, { workflowIds, terminate: false, limitMs: 60_000, ...options });
}

/** What the server still shows of a run, by each way to ask for it. */
async function traces({ temporal: { client } }: Stage, { workflowId, runId }: Run): Promise<string[]> {
  const handle = client.workflow.getHandle(workflowId, runId);
  const found = [];
  if (await isThere(handle.describe())) found.push('describe');
  if (await isThere(handle.fetchHistory())) found.push('history');
  if ((await client.workflow.count(`RunId = "${runId}"`)).count > 0) found.push('list');
  return found;
}

async function isThere(asking: Promise<unknown>): Promise<boolean> {
  return await asking.then(
    () => true,
    (error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return false;
      const code: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
      if (code === GRPC.notFound) return false;
      throw error;
    },
  );
}

const EVERY_WAY = ['describe', 'history', 'list'];

test("a person's runs are deleted everywhere, and other runs are complete", async () => {
  const stage = await setStage();
  const person = somebody();
  const failed = await ended(stage, person, 'short');
  const retried = await ended(stage, person);
  const elsewhere = await ended(stage, { ...person, website_id: 2, store_id: 2 });
  const other = await ended(stage, somebody());
  const runs = [failed, retried, elsewhere];
  expect(retried).toEqual({
    workflowId: failed.workflowId,
    runId: expect.not.stringMatching(failed.runId) as string,
  });
  for (const run of [...runs, other]) expect(await traces(stage, run)).toEqual(EVERY_WAY);

  const forgetting = await forget(stage, await personsIds(stage, person));

  expect(forgetting).toEqual({ kind: 'forgotten', runs: expect.arrayContaining(runs) as unknown });
  expect(forgetting).toHaveProperty('runs.length', 3);
  for (const run of runs) expect(await traces(stage, run)).toEqual([]);
  expect(await describeOnboarding(stage.temporal.client, retried.workflowId)).toBeUndefined();
  expect(await traces(stage, other)).toEqual(EVERY_WAY);
});

test("a new onboarding with the address then finds a stranger's customer", async () => {
  const stage = await setStage();
  const person = somebody();
  // Only an earlier run that failed after its POST proves that the customer is its own.
  stage.sandbox.fail({
    on: 'update',
    what: { kind: 'status', status: 400, made: false, body: { message: 'No.' } },
  });
  const input = { customer: person, update: { lastname: 'Doe-Updated' } };
  const first = await stage.start(input);
  await expect(first.result()).rejects.toThrow();
  await forget(stage, [first.workflowId]);
  const again = await stage.start(input);
  await expect(again.result()).rejects.toThrow();
  expect(await describeOnboarding(stage.temporal.client, again.workflowId)).toMatchObject({
    status: 'failed',
    lastError: { type: 'CustomerAlreadyExists' },
  });
});

test('while one runs nothing is deleted', async () => {
  const stage = await setStage();
  const person = somebody();
  const done = await ended(stage, person);
  const { workflowId } = await heldOnboarding(stage, person);
  expect(await forget(stage, [done.workflowId, workflowId])).toEqual({
    kind: 'running',
    workflowIds: [workflowId],
    deleted: [],
  });
  expect(await traces(stage, done)).toEqual(EVERY_WAY);
  expect(await describeOnboarding(stage.temporal.client, workflowId)).toMatchObject({ status: 'running' });
});

test('one that runs is terminated and deleted on request', async () => {
  const stage = await setStage();
  const handle = await heldOnboarding(stage, somebody());
  const run = await newestRun(handle);
  const result = expect(handle.result()).rejects.toThrow('The person is forgotten');
  expect(await forget(stage, [run.workflowId], { terminate: true })).toEqual({
    kind: 'forgotten',
    runs: [run],
  });
  await result;
  expect(await traces(stage, run)).toEqual([]);
});

test('what the server has not deleted within the limit is reported as left', async () => {
  const stage = await setStage();
  const run = await ended(stage, somebody());
  expect(await forget(stage, [run.workflowId], { limitMs: 0 })).toEqual({ kind: 'remaining', runs: [run] });
});

/** On the second website, and before its first step, because its task queue has no worker. */
async function heldOnboarding(
  { temporal, sandbox, taskQueue }: Stage,
  person: CustomerFields,
): Promise<WorkflowHandle<OnboardCustomer>> {
  return await startOnboarding(temporal.client, {
    input: { customer: { ...person, website_id: 2, store_id: 2 } },
    restEndpoint: sandbox.settings.REST_ENDPOINT,
    taskQueue: `${taskQueue}-without-worker`,
  });
}
