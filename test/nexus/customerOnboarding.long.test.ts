import { createSecretKey, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { NexusOperationFailure } from '@temporalio/common';
import type { ActivitySettings } from '../../activities';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { createDataConverter } from '../../src/temporal/dataConverter';
import type { EncryptionKeys } from '../../src/temporal/encryption';
import { serveCustomerOnboarding } from '../../src/nexus';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { freshNamespace } from '../setup/temporal';
import { type Caller, openCaller } from './caller';

let namespace: string;
let caller: Caller;

beforeAll(async () => {
  namespace = await freshNamespace();
  caller = await openCaller({ namespace });
});

afterAll(async () => await caller.stop());

/** A worker that serves Nexus, and an endpoint for its task queue. */
async function openEndpoint(settings: Partial<ActivitySettings> = {}): Promise<Stage & { endpoint: string }> {
  const stage = await setStage({ workers: 0, settings });
  const restEndpoint = stage.sandbox.settings.REST_ENDPOINT;
  await stage.addWorker({ worker: { nexusServices: [serveCustomerOnboarding({ restEndpoint })] } });
  const endpoint = `test-${randomUUID()}`;
  await stage.temporal.connection.operatorService.createNexusEndpoint({
    spec: { name: endpoint, target: { worker: { namespace: 'default', taskQueue: stage.taskQueue } } },
  });
  return { ...stage, endpoint };
}

/** Waits until the caller's history says that its operation was started. */
async function startedOperation(calling: Awaited<ReturnType<Caller['start']>>): Promise<void> {
  for (;;) {
    const { raw } = await calling.describe();
    if (raw.pendingNexusOperations?.some(({ operationToken }) => operationToken)) return;
    await sleep(20);
  }
}

/** The chain of the failure of the caller's workflow, below the failure of its operation. */
async function failureOf(endpoint: string, input: unknown, by = caller): Promise<unknown> {
  const handle = await by.start(endpoint, input);
  const error: unknown = await handle.result().catch((reason: unknown) => reason);
  if (!(error instanceof WorkflowFailedError) || !(error.cause instanceof NexusOperationFailure)) throw error;
  return error.cause.cause;
}

async function resultOf(endpoint: string, input: unknown): Promise<unknown> {
  return await (await caller.start(endpoint, input)).result();
}

test('a workflow in another namespace onboards a customer, and gets the typed result; a second one gets the same', async () => {
  const { endpoint, sandbox } = await openEndpoint();
  const customer = somebody();
  expect(await resultOf(endpoint, { customer })).toEqual([1, customer.email]);
  const requests = sandbox.requests().length;
  expect(await resultOf(endpoint, { customer })).toEqual([1, customer.email]);
  expect(sandbox.requests()).toHaveLength(requests);
  expect(sandbox.mails()).toHaveLength(1);
});

test('a second operation attaches to the onboarding that is running', async () => {
  const { endpoint, sandbox } = await openEndpoint();
  const customer = somebody();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const trying = sandbox.nextRequest('create');
  const first = await caller.start(endpoint, { customer });
  await trying;
  const second = await caller.start(endpoint, { customer });
  await startedOperation(second);
  sandbox.clearFaults();
  expect(await Promise.all([first.result(), second.result()])).toEqual([
    [1, customer.email],
    [1, customer.email],
  ]);
  expect(sandbox.customers()).toHaveLength(1);
});

test('another input for the same customer fails with the type InputDiffers, and confirms no field or password', async () => {
  const { endpoint } = await openEndpoint();
  const customer = somebody();
  const password = 'TempPa55word!';
  const done = await resultOf(endpoint, { customer, password });
  const other = { ...customer, firstname: 'Another' };
  const failures = await Promise.all([
    failureOf(endpoint, { customer: other, password }),
    failureOf(endpoint, { customer: other, password: 'Wr0ngPassword!' }),
    failureOf(endpoint, { customer: { ...other, lastname: 'Another' }, password }),
  ]);
  expect(failures[0]).toMatchObject({
    type: 'CONFLICT',
    cause: { type: 'InputDiffers', message: expect.stringMatching(/was started with another input$/) },
  });
  expect(new Set(failures.map((failure) => (failure as Error).message)).size).toBe(1);
  expect(await resultOf(endpoint, { customer, password: 'Wr0ngPassword!' })).toEqual(done);
});

test('an invalid input fails at once with the type InvalidInput, and starts nothing', async () => {
  const { endpoint, sandbox } = await openEndpoint();
  const cause = await failureOf(endpoint, { customer: somebody({ firstname: ' ' }) });
  expect(cause).toMatchObject({
    type: 'BAD_REQUEST',
    cause: { type: 'InvalidInput', message: expect.stringContaining('customer.firstname') },
  });
  expect(sandbox.requests()).toEqual([]);
});

test('a failed onboarding fails the operation with its type; the next operation onboards the customer', async () => {
  const { endpoint } = await openEndpoint();
  const customer = somebody();
  expect(await failureOf(endpoint, { customer, password: 'weak' })).toMatchObject({
    type: 'CustomerRejected',
    nonRetryable: true,
    details: [{ step: 'createCustomer' }],
  });
  expect(await resultOf(endpoint, { customer })).toEqual([1, customer.email]);
});

test("cancelling the caller's workflow cancels the onboarding", async () => {
  const { endpoint, sandbox, temporal } = await openEndpoint();
  const customer = somebody();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const trying = sandbox.nextRequest('create');
  const calling = await caller.start(endpoint, { customer });
  await trying;
  await calling.cancel();
  const error: unknown = await calling.result().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ cause: { name: 'CancelledFailure' } });
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  const onboarding = temporal.client.workflow.getHandle(
    onboardingWorkflowId({ restEndpoint, email: customer.email, websiteId: customer.website_id }),
  );
  expect((await onboarding.describe()).status.name).toBe('CANCELLED');
});

describe('an input', () => {
  test('in plain JSON is accepted', async () => {
    const { endpoint, sandbox } = await openEndpoint();
    const plain = await openCaller({ namespace, dataConverter: {} });
    const calling = await plain.start(endpoint, { customer: somebody() });
    await sandbox.nextCustomer();
    // It cannot read the result, which is encrypted.
    await calling.terminate();
    await plain.stop();
  });

  test('in plain JSON is refused at once by a worker that requires encryption', async () => {
    const { endpoint } = await openEndpoint({ requireEncryption: true });
    const plain = await openCaller({ namespace, dataConverter: {} });
    expect(await failureOf(endpoint, { customer: somebody() }, plain)).toMatchObject({
      type: 'BAD_REQUEST',
      cause: { message: expect.stringContaining('encrypt it with one of its keys') },
    });
    await plain.stop();
  });

  test('that is encrypted with another key is refused at once, and the failure names the key', async () => {
    const { endpoint } = await openEndpoint();
    const keys: EncryptionKeys = [{ id: 'of-the-caller', secret: createSecretKey(Buffer.alloc(32, 9)) }];
    const other = await openCaller({ namespace, dataConverter: createDataConverter({ mode: 'on', keys }) });
    expect(await failureOf(endpoint, { customer: somebody() }, other)).toMatchObject({
      type: 'BAD_REQUEST',
      cause: { message: expect.stringContaining('"of-the-caller", which is not configured here') },
    });
    await other.stop();
  });
});

test('a token of another workflow cancels nothing', async () => {
  const service = serveCustomerOnboarding({ restEndpoint: 'https://shop.example/tenant' });
  const token = Buffer.from(JSON.stringify({ t: 1, ns: 'default', wid: 'another-workflow' })).toString(
    'base64url',
  );
  const handler = service.getOperationHandler('onboardCustomer');
  await expect(handler.cancel({} as never, token)).rejects.toThrow('the token is not of an onboarding');
});
