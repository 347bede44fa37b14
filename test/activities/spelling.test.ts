import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import fc from 'fast-check';
import { createActivities } from '../../activities';
import { type Commerce, connectCommerce } from '../../src/commerce';
import type { CreateCustomerRequest } from '../../src/contract/steps';
import type { ImportChunkRequest } from '../../src/contract/importing';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { importChunkWorkflowId, onboardingWorkflowId, tenantId } from '../../src/contract/parse/workflowId';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { outcomeOf } from '../../src/onboardings/outcome';
import { CUSTOMER } from '../contract/parse/inputLines';
import { misspellings } from '../contract/parse/spellings';
import { tenantOf } from '../setup/sandboxTenant';
import { setStage } from '../setup/stage';
import { connect } from '../setup/temporal';

let sandbox: Sandbox;
let commerce: Commerce;
beforeAll(async () => {
  sandbox = await startSandbox();
  commerce = connectCommerce(tenantOf(sandbox.settings));
});
afterAll(async () => {
  await commerce.close();
  await sandbox.stop();
});

/** The activities of a worker, and the workflow ID of the customer in these tests. */
function activitiesHere() {
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  const { email, website_id: websiteId } = CUSTOMER;
  const activities = createActivities(commerce, {
    restEndpoint,
    retryFirstMs: 100,
    retryMaxMs: 1_000,
    giveUpAfterMs: 60_000,
    clockToleranceMs: 30_000,
    requireEncryption: false,
    importConcurrency: 16,
    requestTimeoutMs: 10_000,
  });
  return { activities, workflowId: onboardingWorkflowId({ restEndpoint, email, websiteId }) };
}

const started = { firstStartedAt: new Date(0).toISOString(), originalRunId: 'run' };

const quiet = { logger: new DefaultLogger('ERROR') };

test('the activity refuses another spelling in an input that another SDK started, before any request', async () => {
  const { activities, workflowId } = activitiesHere();
  const environment = () =>
    new MockActivityEnvironment({ workflowExecution: { workflowId, runId: started.originalRunId } }, quiet);
  await fc.assert(
    fc.asyncProperty(misspellings, async ({ input, path, right }) => {
      const request = JSON.parse(JSON.stringify({ input, ...started })) as CreateCustomerRequest;
      const failure: unknown = await environment()
        .run(() => activities.createCustomer(request))
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(ApplicationFailure);
      expect(failure).toMatchObject({
        type: 'InvalidInput',
        nonRetryable: true,
        message: expect.stringMatching(new RegExp(`^${path}: .*\\b${right}\\b`)),
      });
    }),
    { numRuns: 50 },
  );
  expect(sandbox.requests()).toEqual([]);
});

test('the import refuses such a row, and sends nothing for it', async () => {
  const { activities } = activitiesHere();
  const drawn = fc.sample(misspellings, 100);
  const tenant = tenantId(sandbox.settings.REST_ENDPOINT);
  const rows = drawn.map(({ input }, index) => ({ row: index + 1, input }));
  const chunk = { importId: 'import', tenant, chunk: 0, rows };
  const request = JSON.parse(JSON.stringify({ chunk, ...started })) as ImportChunkRequest;
  const imported = await new MockActivityEnvironment(
    { workflowExecution: { workflowId: importChunkWorkflowId('import', 0), runId: started.originalRunId } },
    quiet,
  ).run(() => activities.importChunk(request));
  expect(imported).toEqual({
    outcomes: drawn.map(({ path, right }, index) => ({
      row: index + 1,
      outcome: 'refused',
      failure: {
        type: 'InvalidInput',
        step: 'input',
        message: expect.stringMatching(new RegExp(`^${path}: .*\\b${right}\\b`)),
      },
    })),
  });
  expect(sandbox.requests()).toEqual([]);
});

test.each([
  [{ customer: { websiteId: 2 } }, 'customer.websiteId: must be spelled website_id'],
  [{ update: { Email: 'bob@example.com' } }, 'update.Email: must be spelled email'],
])(
  'an onboarding that another SDK starts with %j fails, and no customer is made',
  async (members, message) => {
    const stage = await setStage();
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const { email, website_id: websiteId } = CUSTOMER;
    const other = await connect({ encryption: { mode: 'off', keys: [] } });
    const handle = await other.client.workflow.start(WORKFLOW_TYPE, {
      workflowId: onboardingWorkflowId({ restEndpoint, websiteId, email }),
      taskQueue: stage.taskQueue,
      args: [{ ...members, customer: { ...CUSTOMER, ...('customer' in members && members.customer) } }],
    });
    expect(await outcomeOf(stage.temporal.client.workflow.getHandle(handle.workflowId))).toMatchObject({
      status: 'failed',
      failure: { type: 'InvalidInput', step: 'input', message },
    });
    await other.connection.close();
    expect(stage.sandbox.requests().filter(({ kind }) => kind !== 'token')).toEqual([]);
  },
);
