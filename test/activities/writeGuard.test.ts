import type { WorkflowHandle } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { RecentlyMade } from '../../activities/recentlyMade';
import { updateCustomer } from '../../activities/updateCustomer';
import { connectCommerce } from '../../src/commerce';
import type { CustomerUpdated } from '../../src/contract/steps';
import type { FailedRun } from '../../src/contract/failedRun';
import { IMPORT_WORKFLOW_TYPE } from '../../src/contract/importing';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import type { Customer, CustomerFields, OnboardingInput } from '../../src/contract/onboarding';
import { importChunkWorkflowId, onboardingWorkflowId, tenantId } from '../../src/contract/parse/workflowId';
import { startSandbox } from '../../src/sandbox';
import { startChunk } from '../../src/onboardings/import/startChunk';
import { outcomeOf } from '../../src/onboardings/outcome';
import { prepareRetry } from '../../src/onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { editAsPerson } from '../setup/editAsPerson';
import { tenantOf } from '../setup/sandboxTenant';
import { somebody, welcomed } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { connect } from '../setup/temporal';

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;
const REFUSED = { status: 'failed', failure: { type: 'InvalidInput', step: 'input' } };

function workflowIdOf({ sandbox }: Stage, { customer }: OnboardingInput): string {
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  return onboardingWorkflowId({ restEndpoint, websiteId: customer.website_id, email: customer.email });
}

/** Starts with a second argument, as anybody who may start workflows can do. */
async function startWith(
  stage: Stage,
  input: OnboardingInput,
  second: unknown,
  client = stage.temporal.client,
): Promise<WorkflowHandle<OnboardCustomer>> {
  const workflowId = workflowIdOf(stage, input);
  await client.workflow.start(WORKFLOW_TYPE, {
    workflowId,
    taskQueue: stage.taskQueue,
    args: [input, second],
  });
  return stage.temporal.client.workflow.getHandle<OnboardCustomer>(workflowId);
}

/** A second argument that claims that the onboarding made a customer of the shop. */
function claimOf(stage: Stage, id: number, input: OnboardingInput): Omit<FailedRun, 'runId'> {
  const customer = {
    ...stage.sandbox.customers().find((one) => one.id === id),
    id,
    email: input.customer.email,
  };
  const { firstname, lastname } = input.customer;
  return {
    firstStartedAt: '2020-01-01T00:00:00.000Z',
    names: [{ firstname, lastname }],
    created: { customer, adopted: false, differences: [], person: 'made up' },
  };
}

/** The second argument for the retry of an onboarding that failed at its update. */
async function failedAtUpdate(stage: Stage): Promise<FailedRun> {
  stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
  const handle = await stage.start(welcomed());
  await outcomeOf(handle);
  stage.sandbox.clearFaults();
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const prepared = await prepareRetry(stage.temporal.client, { workflowId: handle.workflowId, restEndpoint });
  if (prepared.kind !== 'prepared') throw new Error(prepared.kind);
  return prepared.failedRun;
}

describe('a second argument of an onboarding', () => {
  test('that is made up is refused, and the customer that it names stays unchanged', async () => {
    const stage = await setStage();
    const id = stage.sandbox.addCustomer(somebody());
    const before = stage.sandbox.customers();
    const input = welcomed();
    const handle = await startWith(stage, input, claimOf(stage, id, input));
    expect(await outcomeOf(handle)).toMatchObject(REFUSED);
    expect(stage.sandbox.customers()).toEqual(before);
  });

  test('that is of another person is refused', async () => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
    const failedRun = await failedAtUpdate(stage);
    const before = stage.sandbox.customers();
    const { runId: _, ...ofEarlierCode } = failedRun;
    for (const second of [failedRun, ofEarlierCode]) {
      expect(await outcomeOf(await startWith(stage, welcomed(), second))).toMatchObject(REFUSED);
    }
    expect(stage.sandbox.customers()).toEqual(before);
  });

  test('with invented names and an invented start does not take over a stranger', async () => {
    const stage = await setStage();
    const input = welcomed();
    stage.sandbox.addCustomer({ ...input.customer, created_at: '2021-01-01 00:00:00' });
    const { created: _, ...claim } = claimOf(stage, 1, input);
    const handle = await startWith(stage, input, claim);
    expect(await outcomeOf(handle)).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
  });

  test.each([null, 1, 'text', [], { names: 1 }, { created: {} }, { created: null, names: null }])(
    'that is %j does not block the run',
    async (second) => {
      const stage = await setStage();
      const { status } = await outcomeOf(await startWith(stage, welcomed(), second));
      expect(['done', 'failed']).toContain(status);
    },
  );

  test('that is not encrypted is refused if encryption is required', async () => {
    const stage = await setStage({ settings: { requireEncryption: true } });
    const id = stage.sandbox.addCustomer(somebody());
    const before = stage.sandbox.customers();
    const other = await connect({ encryption: { mode: 'off', keys: [] } });
    const input = welcomed();
    const handle = await startWith(stage, input, claimOf(stage, id, input), other.client);
    await other.connection.close();
    expect(await outcomeOf(handle)).toMatchObject(REFUSED);
    expect(stage.sandbox.customers()).toEqual(before);
  });

  test('of an earlier version, which names no run, counts as far as the server confirms such a run', async () => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
    const input = welcomed();
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const { workflowId } = await stage.start(input);
    await outcomeOf(stage.temporal.client.workflow.getHandle<OnboardCustomer>(workflowId));
    stage.sandbox.clearFaults();
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const prepared = await prepareRetry(stage.temporal.client, { workflowId, restEndpoint });
    if (prepared.kind !== 'prepared') throw new Error(prepared.kind);
    const { runId: _, ...ofEarlierCode } = prepared.failedRun;
    expect(await (await startWith(stage, input, ofEarlierCode)).result()).toMatchObject({
      customerId: 1,
      updated: { lastname: 'Doe-Updated' },
    });
    expect(stage.sandbox.requests().filter(({ kind }) => kind === 'create')).toHaveLength(1);
  });
});

describe('a chunk of an import', () => {
  const chunkOf = ({ sandbox, taskQueue }: Stage, number: number) => ({
    importId: taskQueue,
    tenant: tenantId(sandbox.settings.REST_ENDPOINT),
    chunk: number,
    rows: [{ row: 1, input: { customer: somebody() } }],
  });

  async function failureOf(stage: Stage, workflowId: string, args: unknown[]): Promise<unknown> {
    const { taskQueue, temporal } = stage;
    const handle = await temporal.client.workflow.start(IMPORT_WORKFLOW_TYPE, {
      workflowId,
      taskQueue,
      args,
    });
    const error: unknown = await handle.result().catch((reason: unknown) => reason);
    return (error as { cause?: unknown }).cause;
  }

  test('may not take over the outcomes of another chunk, or made-up ones', async () => {
    const stage = await setStage();
    const [one, other] = [chunkOf(stage, 0), chunkOf(stage, 1)];
    const { outcomes } = await (
      await startChunk(stage.temporal.client, { chunk: one, taskQueue: stage.taskQueue })
    ).result();
    const workflowId = importChunkWorkflowId(other.importId, 1);
    const second = { firstStartedAt: new Date().toISOString(), outcomes };
    expect(await failureOf(stage, workflowId, [other, second])).toMatchObject({ type: 'InvalidInput' });
    expect(stage.sandbox.customers()).toHaveLength(1);
  });

  test('is refused under the workflow ID of another chunk', async () => {
    const stage = await setStage();
    const chunk = chunkOf(stage, 0);
    const workflowId = importChunkWorkflowId(chunk.importId, 7);
    expect(await failureOf(stage, workflowId, [chunk])).toMatchObject({ type: 'InvalidInput' });
    expect(stage.sandbox.customers()).toHaveLength(0);
  });
});

test('a worker of another tenant that receives a waiting update changes nobody there', async () => {
  const stage = await setStage({ workers: 0, settings: { retryFirstMs: 1_000 } });
  const own = await stage.addWorker();
  const other = await startSandbox();
  try {
    other.addCustomer(somebody());
    const before = other.customers();
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const updating = stage.sandbox.nextRequest('update');
    const handle = await stage.start(welcomed());
    await updating;
    await own.stop();
    await stage.addWorker({ commerce: tenantOf(other.settings) });
    expect(await outcomeOf(handle)).toMatchObject({
      failure: { type: 'InvalidConfiguration', step: 'input', customerId: 1 },
    });
    expect(other.customers()).toEqual(before);
    expect(other.requests().filter(({ kind }) => kind !== 'token')).toEqual([]);
  } finally {
    await other.stop();
  }
});

describe('an update that an earlier version scheduled, whose request has no input', () => {
  const settings = {
    ...{ restEndpoint: '', requireEncryption: false, requestTimeoutMs: 10_000, clockToleranceMs: 30_000 },
    ...{ retryFirstMs: 100, retryMaxMs: 1_000, giveUpAfterMs: 60_000 },
  };

  /** Runs the activity like a worker that receives such a task. */
  async function update(stage: Stage, started: OnboardingInput, created: Customer): Promise<CustomerUpdated> {
    const { workflowId, runId } = await (await stage.start(started)).describe();
    const tenant = tenantOf(stage.sandbox.settings);
    const commerce = connectCommerce(tenant);
    const environment = new MockActivityEnvironment(
      { workflowExecution: { workflowId, runId } },
      { client: stage.temporal.client },
    );
    const options = {
      commerce,
      settings: { ...settings, restEndpoint: tenant.restEndpoint },
      recentlyMade: new RecentlyMade(),
    };
    try {
      return await environment.run(() => updateCustomer(options, { created }));
    } finally {
      await commerce.close();
    }
  }

  function customerOf({ sandbox }: Stage, customer: CustomerFields): Customer {
    const id = sandbox.addCustomer(customer);
    return { ...customer, ...sandbox.customers().find((one) => one.id === id), id };
  }

  test("reads it from the run's history", async () => {
    const stage = await setStage({ workers: 0 });
    const input = welcomed();
    const created = customerOf(stage, input.customer);
    // An earlier attempt sent the update, so this one sends nothing.
    await editAsPerson(stage.sandbox, created.id, { ...input.update });
    expect(await update(stage, input, created)).toMatchObject({ customer: input.update, differences: [] });
  });

  test('is refused if the customer does not match that input', async () => {
    const stage = await setStage({ workers: 0 });
    const stranger = customerOf(stage, somebody());
    const before = stage.sandbox.customers();
    await expect(update(stage, welcomed(), stranger)).rejects.toMatchObject({ type: 'InvalidInput' });
    expect(stage.sandbox.customers()).toEqual(before);
  });
});
