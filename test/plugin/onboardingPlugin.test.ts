import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, ChildWorkflowFailure } from '@temporalio/common';
import { Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { onboardingPlugin } from '../../src/plugin';
import { encryptingKeyId } from '../../src/temporal/encryption';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { startSandbox, type Sandbox } from '../../src/sandbox';
import { createLogger, installRuntime } from '../../src/temporal/logging';
import { somebody } from '../setup/people';
import type { signUp as signUpWorkflow } from './signUpWorkflow';
import { environmentOf, openShop, type Shop, shopBundle } from './shop';

/** Emits the name of each activity that begins. */
const begun = new EventEmitter();
const reportingBegin: Partial<WorkerOptions> = {
  interceptors: {
    activity: [
      ({ info }) => ({
        inbound: {
          execute: async (input, next) => {
            begun.emit(info.activityType);
            return await next(input);
          },
        },
      }),
    ],
  },
};
let sandbox: Sandbox;
let shop: Shop;

beforeAll(async () => {
  installRuntime(createLogger('silent'));
  sandbox = await startSandbox();
  shop = await openShop(sandbox, reportingBegin);
});

afterEach(() => sandbox.clearFaults());

afterAll(async () => {
  await shop.stop();
  await sandbox.stop();
});

/** Waits until the worker has begun an activity of this name. */
async function startOf(activityType: string): Promise<void> {
  await new Promise<void>((resolve) => begun.once(activityType, () => resolve()));
}

async function signUp(input: OnboardingInput, { client, taskQueue } = shop): Promise<string> {
  return await client.workflow.execute<typeof signUpWorkflow>('signUp', {
    args: [input],
    taskQueue,
    workflowId: randomUUID(),
  });
}

async function causeOf(signedUp: Promise<unknown>): Promise<Error | undefined> {
  const error: unknown = await signedUp.catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError)) throw error;
  return error.cause;
}

test("another team's workflow onboards a customer in a child, beside its own activity", async () => {
  const customer = somebody();
  expect(await signUp({ customer, update: { lastname: 'Roe' } })).toMatch(/^voucher for \d+$/);
  const made = sandbox.customers().filter(({ email }) => email === customer.email);
  expect(made).toMatchObject([{ lastname: 'Roe' }]);
});

test('a second workflow for the same customer gets the result of the first onboarding', async () => {
  const customer = somebody();
  const first = await signUp({ customer });
  const requests = sandbox.requests().length;
  expect(await signUp({ customer })).toBe(first);
  expect(sandbox.requests()).toHaveLength(requests);
});

test('a second workflow waits for the onboarding of the first while that is running', async () => {
  const customer = somebody();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const trying = sandbox.nextRequest('create');
  const first = signUp({ customer });
  await trying;
  const second = signUp({ customer });
  await startOf('waitForOnboarding');
  sandbox.clearFaults();
  expect(await second).toBe(await first);
  expect(sandbox.customers().filter(({ email }) => email === customer.email)).toHaveLength(1);
});

test('a wait for an onboarding leaves the only activity slot to its steps', async () => {
  const small = await openShop(sandbox, { ...reportingBegin, maxConcurrentActivityTaskExecutions: 1 });
  const customer = somebody();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const trying = sandbox.nextRequest('create');
  const first = signUp({ customer }, small);
  await trying;
  const second = signUp({ customer }, small);
  await startOf('waitForOnboarding');
  sandbox.clearFaults();
  expect(await second).toBe(await first);
  await small.stop();
});

test('a second workflow with another input is refused, with the fields that differ', async () => {
  const customer = somebody();
  await signUp({ customer });
  const cause = await causeOf(signUp({ customer: { ...customer, firstname: 'Another' } }));
  expect(cause).toBeInstanceOf(ActivityFailure);
  expect(cause?.cause).toMatchObject({ type: 'InputDiffers', details: [{ fields: ['customer.firstname'] }] });
});

test('a failed onboarding fails the child with its type; the next workflow onboards the customer', async () => {
  const customer = somebody();
  const cause = await causeOf(signUp({ customer, password: 'weak' }));
  expect(cause).toBeInstanceOf(ChildWorkflowFailure);
  expect(cause?.cause).toMatchObject({ type: 'CustomerRejected', details: [{ step: 'createCustomer' }] });
  expect(await signUp({ customer })).toMatch(/^voucher/);
});

test('an invalid input fails before a child is started', async () => {
  const requests = sandbox.requests().length;
  const cause = await causeOf(signUp({ customer: somebody({ firstname: ' ' }) }));
  expect(cause).toBeInstanceOf(ApplicationFailure);
  expect(cause).toMatchObject({
    type: 'InvalidInput',
    message: expect.stringContaining('customer.firstname'),
  });
  expect(sandbox.requests()).toHaveLength(requests);
});

test('a marker that Commerce does not store is a warning in the log of the worker', async () => {
  const warn = jest.spyOn(Runtime.instance().logger, 'warn');
  const marking = await openShop(sandbox, {}, { ONBOARDING_MARKER_ATTRIBUTE: 'not_in_this_shop' });
  await signUp({ customer: somebody() }, marking);
  await marking.stop();
  const warning = expect.stringMatching(/does not store the marker .*not_in_this_shop/) as string;
  expect(warn).toHaveBeenCalledWith(warning);
  warn.mockRestore();
});

test('cancelling the workflow cancels the onboarding; terminating it does not', async () => {
  for (const end of ['cancel', 'terminate'] as const) {
    const customer = somebody();
    sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
    const trying = sandbox.nextRequest('create');
    const parent = await shop.client.workflow.start('signUp', {
      args: [{ customer }],
      taskQueue: shop.taskQueue,
      workflowId: randomUUID(),
    });
    await trying;
    await parent[end]();
    sandbox.clearFaults();
    const child = shop.client.workflow.getHandle(idOf(customer));
    const ended = await child.result().then(
      () => 'done',
      (error: unknown) => (error as WorkflowFailedError).cause?.name,
    );
    expect([end, ended]).toEqual([end, end === 'cancel' ? 'CancelledFailure' : 'done']);
    await parent.result().catch(() => undefined);
  }
});

test("all payloads of the worker are encrypted, also those of the other team's workflows", async () => {
  const customer = somebody();
  const workflowId = randomUUID();
  const options = { args: [{ customer }], taskQueue: shop.taskQueue, workflowId };
  await shop.client.workflow.execute('signUp', options);
  for (const id of [workflowId, idOf(customer)]) {
    const history = await shop.client.workflow.getHandle(id).fetchHistory();
    const [input] = history.events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
    expect(encryptingKeyId(input!)).toBe('suite');
    expect(Buffer.from(JSON.stringify(history)).toString()).not.toContain(customer.email);
  }
});

test('their histories and ours replay with the plugin', async () => {
  const customer = somebody();
  const workflowId = randomUUID();
  await shop.client.workflow.execute('signUp', {
    args: [{ customer }],
    taskQueue: shop.taskQueue,
    workflowId,
  });
  for (const id of [workflowId, idOf(customer)]) {
    const history = await shop.client.workflow.getHandle(id).fetchHistory();
    const plugins = [onboardingPlugin({ environment: environmentOf(sandbox) })];
    await Worker.runReplayHistory({ workflowBundle: await shopBundle(), plugins }, history, id);
  }
});

function idOf({ email, website_id: websiteId }: OnboardingInput['customer']): string {
  return onboardingWorkflowId({ restEndpoint: sandbox.settings.REST_ENDPOINT, websiteId, email });
}
