import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../src/contract/names';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import type { Fault, RequestKind, Sandbox } from '../../src/sandbox';
import { outcomeOf } from '../../src/onboardings/outcome';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const tutorial: OnboardingInput = {
  customer: { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', store_id: 1, website_id: 1 },
  password: 'TempPa55word!',
  update: { firstname: 'John', lastname: 'Doe-Updated' },
};

function requestsOf(sandbox: Sandbox) {
  return sandbox.requests().map(({ kind, body }) => ({ kind, body }));
}

async function failureOf(handle: WorkflowHandle<OnboardCustomer>): Promise<ApplicationFailure> {
  const error: unknown = await handle.result().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof WorkflowFailedError && error.cause instanceof ApplicationFailure) return error.cause;
  throw new Error('the workflow did not fail as expected', { cause: error });
}

async function attributesOf(handle: WorkflowHandle<OnboardCustomer>) {
  const { typedSearchAttributes } = await handle.describe();
  return {
    person: typedSearchAttributes.get(SEARCH_ATTRIBUTES.person),
    customerId: typedSearchAttributes.get(SEARCH_ATTRIBUTES.customerId),
    failure: typedSearchAttributes.get(SEARCH_ATTRIBUTES.failure),
    step: typedSearchAttributes.get(SEARCH_ATTRIBUTES.step),
  };
}

describe("the tutorial's customer", () => {
  test("takes one token, one POST and one PUT, in order, with the tutorial's bodies", async () => {
    const stage = await setStage();
    await (await stage.start(tutorial)).result();
    expect(requestsOf(stage.sandbox)).toEqual([
      { kind: 'token', body: expect.objectContaining({ grant_type: 'client_credentials' }) },
      { kind: 'create', body: { customer: tutorial.customer, password: 'TempPa55word!' } },
      {
        kind: 'update',
        body: {
          customer: { id: 1, email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe-Updated' },
        },
      },
    ]);
  });

  test('returns the ID, what was created and what was updated', async () => {
    const stage = await setStage();
    const handle = await stage.start(tutorial);
    expect(await handle.result()).toEqual({
      customerId: 1,
      adopted: false,
      recovered: false,
      created: expect.objectContaining({ id: 1, firstname: 'John', lastname: 'Doe' }),
      updated: expect.objectContaining({ id: 1, lastname: 'Doe-Updated' }),
      differences: [],
    });
    expect(await attributesOf(handle)).toMatchObject({ customerId: 1, person: expect.any(String) });
  });

  test('has no third step without an update', async () => {
    const stage = await setStage();
    const { update: _, ...input } = tutorial;
    expect(await (await stage.start(input)).result()).toMatchObject({ customerId: 1, updated: null });
    expect(requestsOf(stage.sandbox).map(({ kind }) => kind)).toEqual(['token', 'create']);
  });
});

test('an address that Commerce drops is in the differences', async () => {
  const stage = await setStage();
  const address = {
    firstname: 'John',
    lastname: 'Doe',
    street: ['1 Main St'],
    city: 'Nowhere',
    postcode: '1',
    country_id: 'XX',
    telephone: '1',
  };
  const result = await (await stage.start({ customer: somebody({ addresses: [address] }) })).result();
  expect(result.differences).toEqual([{ field: 'created.addresses.0', sent: address, stored: null }]);
});

describe('a failure', () => {
  test('has its type, its step and the ID, also in the search attributes', async () => {
    const stage = await setStage();
    const customer = somebody();
    const id = stage.sandbox.addCustomer({ ...customer, firstname: 'Somebody' });
    const handle = await stage.start({ customer });
    const failure = await failureOf(handle);
    expect(failure).toMatchObject({ type: 'CustomerAlreadyExists', nonRetryable: true });
    expect(failure.details?.[0]).toMatchObject({ step: 'createCustomer', customerId: id });
    expect(failure.cause).toBeDefined();
    expect(await attributesOf(handle)).toMatchObject({
      failure: 'CustomerAlreadyExists',
      step: 'createCustomer',
    });
  });

  test('at the update contains the customer that was made', async () => {
    const stage = await setStage();
    const handle = await stage.start({ customer: somebody(), update: { firstname: '<b>' } });
    const failure = await failureOf(handle);
    expect(failure).toMatchObject({ type: 'CustomerRejected', message: 'First Name is not valid!' });
    expect(failure.details?.[0]).toMatchObject({ step: 'updateCustomer', customerId: 1 });
    expect(await attributesOf(handle)).toMatchObject({ customerId: 1, step: 'updateCustomer' });
  });

  const status = (code: number, made = false): Fault => ({ kind: 'status', status: code, made });
  const limited: [string, RequestKind, Fault, string, number][] = [
    ['a customer API that is not there', 'create', status(404), 'EndpointNotFound', 5],
    [
      'an answer that is no customer',
      'create',
      { kind: 'html', status: 200, made: false },
      'UnexpectedResponse',
      5,
    ],
    ['a refused access', 'create', status(403), 'AccessDenied', 1],
    ['a refused token', 'update', status(401), 'AccessDenied', 6],
    [
      'a wrong secret',
      'token',
      { ...status(400), body: { error: 'invalid_client' } } as Fault,
      'InvalidCredentials',
      1,
    ],
  ];
  test.each(limited)('of %s is reported after as many tries as help', async (_, on, what, type, requests) => {
    const stage = await setStage();
    stage.sandbox.fail({ on, what });
    expect(await failureOf(await stage.start({ ...tutorial, customer: somebody() }))).toMatchObject({ type });
    expect(requestsOf(stage.sandbox).filter(({ kind }) => kind === on)).toHaveLength(requests);
  });

  test.each([
    ['token', 'ImsUnavailable'],
    ['create', 'CommerceUnavailable'],
    ['update', 'CommerceUnavailable'],
  ] as const)('of %s with 503 is reported when the time to give up is over', async (on, type) => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1_000 } });
    stage.sandbox.fail({ on, what: { kind: 'html', status: 503, made: false } });
    expect(await failureOf(await stage.start({ ...tutorial, customer: somebody() }))).toMatchObject({ type });
    expect(requestsOf(stage.sandbox).filter(({ kind }) => kind === on).length).toBeGreaterThan(1);
  });
});

test('Retry-After delays the next try', async () => {
  const stage = await setStage();
  stage.sandbox.fail({
    on: 'update',
    what: { kind: 'status', status: 429, made: false, headers: { 'Retry-After': '2' } },
    count: 1,
  });
  await (await stage.start({ ...tutorial, customer: somebody() })).result();
  const [first, second] = stage.sandbox.requests().filter(({ kind }) => kind === 'update');
  expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(1_900);
});

describe('cancellation', () => {
  const slow = { createMs: 500, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 };

  test('takes effect between the steps: the current step completes, and its customer is known', async () => {
    const stage = await setStage({ sandbox: { latency: slow } });
    const creating = stage.sandbox.nextRequest('create');
    const handle = await stage.start(tutorial);
    await creating;
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: expect.any(CancelledFailure) });
    expect(await outcomeOf(handle)).toEqual({
      status: 'cancelled',
      failure: null,
      step: 'updateCustomer',
      customerId: 1,
    });
    expect(await attributesOf(handle)).toMatchObject({ customerId: 1, step: 'updateCustomer' });
    expect(requestsOf(stage.sandbox).map(({ kind }) => kind)).toEqual(['token', 'create']);
  });

  test('does not hide a refusal of the current step', async () => {
    const stage = await setStage({ sandbox: { latency: { ...slow, refusedMs: 500 } } });
    const creating = stage.sandbox.nextRequest('create');
    const handle = await stage.start({ ...tutorial, password: 'weak' });
    await creating;
    await handle.cancel();
    expect(await outcomeOf(handle)).toMatchObject({
      status: 'failed',
      failure: { type: 'CustomerRejected' },
    });
  });

  test('ends a step that is retried repeatedly', async () => {
    const stage = await setStage({ settings: { retryFirstMs: 30_000, retryMaxMs: 30_000 } });
    stage.sandbox.fail({ on: 'create', what: { kind: 'html', status: 503, made: false } });
    const failing = stage.sandbox.nextRequest('create');
    const handle = await stage.start(tutorial);
    await failing;
    await handle.cancel();
    expect(await outcomeOf(handle)).toEqual({ status: 'cancelled', failure: null, step: 'createCustomer' });
    expect(await attributesOf(handle)).toMatchObject({ step: 'createCustomer' });
  });
});

test('the history contains no personal data, no password and no token unencrypted', async () => {
  const stage = await setStage();
  const customer = somebody({ firstname: 'Gwendolyn', lastname: 'Fairfax' });
  const done = await stage.start({ customer, password: 'TempPa55word!', update: { lastname: 'Bracknell' } });
  await done.result();
  const rejected = await stage.start({
    customer: somebody({ firstname: 'Gwendolyn', email: `x-${customer.email}` }),
    password: 'weak',
  });
  await failureOf(rejected);
  const token = String(stage.sandbox.requests()[1]?.headers.authorization).replace('Bearer ', '');
  const text = await historyText(stage, [done, rejected]);
  for (const secret of [
    customer.email,
    'Gwendolyn',
    'Fairfax',
    'Bracknell',
    'TempPa55word!',
    'weak',
    'at least 8',
    token,
  ]) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain('onboardCustomer');
});

/** Histories from the server, with every byte field decoded. */
async function historyText({ temporal }: Stage, handles: WorkflowHandle<OnboardCustomer>[]): Promise<string> {
  const histories = await Promise.all(
    handles.map(async ({ workflowId }) => {
      const { history } = await temporal.client.workflowService.getWorkflowExecutionHistory({
        namespace: temporal.namespace,
        execution: { workflowId },
      });
      return JSON.stringify(history, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
      );
    }),
  );
  return histories.join('\n');
}

test.each(['1e400', '12345678901234567890'])(
  'the number %s in an input that another SDK passed as JSON is refused with its path',
  async (number) => {
    const stage = await setStage();
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const customer = somebody();
    const { email, website_id: websiteId } = customer;
    const workflowId = onboardingWorkflowId({ restEndpoint, email, websiteId });
    const text = JSON.stringify({ customer: { ...customer, points: 0 } }).replace(
      '"points":0',
      `"points":${number}`,
    );
    await stage.temporal.client.workflowService.startWorkflowExecution({
      namespace: stage.temporal.namespace,
      workflowId,
      workflowType: { name: WORKFLOW_TYPE },
      taskQueue: { name: stage.taskQueue },
      requestId: workflowId,
      input: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(text) }] },
    });
    const handle = stage.temporal.client.workflow.getHandle<OnboardCustomer>(workflowId);
    const failure = await failureOf(handle);
    expect(failure.type).toBe('InvalidInput');
    expect(failure.message).toMatch(/^customer\.points: holds a number that is too large/);
    expect(stage.sandbox.requests().map(({ kind }) => kind)).toEqual(['token']);
  },
);
