import { randomUUID } from 'node:crypto';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { startOfRun } from '../../src/onboardings/startOfRun';
import { somebody } from '../setup/people';
import { setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';

test('an onboarding is accepted, and Location leads to its outcome', async () => {
  const { ask, sandbox } = await setGatewayStage();
  const input = { customer: somebody() };
  const accepted = await ask('POST', '/onboardings', { document: input });
  expect(accepted).toMatchObject({ status: 202, document: { status: 'running' } });
  const { workflowId } = accepted.document;
  const location = accepted.headers.get('location') ?? '';
  expect(location).toBe(`/onboardings/${String(workflowId)}`);
  const ended = await ask('POST', '/onboardings?wait=30s', { document: input });
  expect(ended).toMatchObject({
    status: 200,
    document: { workflowId, status: 'done', result: { created: { email: input.customer.email } } },
  });
  const { result } = ended.document;
  expect((await ask('GET', location)).document).toMatchObject({
    workflowId,
    status: 'done',
    step: null,
    lastError: null,
    customerId: sandbox.customers()[0]?.['id'],
    result,
  });
  expect(await ask('POST', '/onboardings', { document: input })).toMatchObject({
    status: 200,
    document: { workflowId, status: 'done', result },
  });
  expect(sandbox.customers()).toHaveLength(1);
});

test('while it runs the same request gets 200 with its state', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const document = { customer: somebody() };
  const { document: first } = await ask('POST', '/onboardings', { document });
  const again = await ask('POST', '/onboardings', { document });
  expect(again).toMatchObject({ status: 200, document: first });
  expect(again.headers.get('location')).toBeNull();
});

test('a different input for the same customer gets 409 with the fields and no value', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const customer = somebody({ lastname: 'First-Name' });
  await ask('POST', '/onboardings', { document: { customer } });
  const { status, document } = await ask('POST', '/onboardings', {
    document: { customer: { ...customer, lastname: 'Other-Name' }, password: 'TempPa55word!' },
  });
  expect({ status, document }).toMatchObject({
    status: 409,
    document: {
      type: `${PROBLEM}input-differs`,
      status: 409,
      fields: ['customer.lastname', 'password'],
    },
  });
  expect(JSON.stringify(document)).not.toMatch(/First-Name|Other-Name|TempPa55word/);
});

test('an invalid input gets 422 with each mistake, and starts nothing', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const { status, headers, document } = await ask('POST', '/onboardings', {
    document: { customer: { ...somebody({ firstname: 'Sec-ret' }), email: 'no address', id: 7 } },
  });
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect({ status, document }).toMatchObject({
    status: 422,
    document: {
      type: `${PROBLEM}invalid-input`,
      problems: [{ path: 'customer.email' }, { path: 'customer.id' }],
    },
  });
  expect(JSON.stringify(document)).not.toContain('no address');
  expect((await ask('GET', '/onboardings')).document).toEqual({ onboardings: [], nextCursor: null });
});

test('a number that would be sent differently is refused with its location', async () => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  for (const path of ['/onboardings', `/onboardings/onboard-${'0'.repeat(32)}/retry`]) {
    const response = await fetch(`${gateway.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"customer": {"points": 1e400}}',
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      problems: [
        { message: expect.stringMatching(/^line 1, column 25: this number has too many/) as string },
      ],
    });
  }
});

test('a request that waits for a failing onboarding gets the failure, what to do and Commerce’s message', async () => {
  const { ask } = await setGatewayStage();
  const customer = somebody();
  const input = { customer, password: 'short' };
  const failed = await ask('POST', '/onboardings?wait=30s', { document: input });
  expect(failed.headers.get('content-type')).toBe('application/problem+json');
  expect(failed).toMatchObject({
    status: 422,
    document: {
      type: `${PROBLEM}onboarding-failed`,
      failure: 'CustomerRejected',
      step: 'createCustomer',
      messages: [expect.stringMatching(/password needs at least 8/)],
      whatToDo: expect.stringMatching(/corrected input/),
    },
  });
  const id = String(failed.document['workflowId']);
  expect((await ask('GET', `/onboardings/${id}`)).document).toMatchObject({
    status: 'failed',
    lastError: { type: 'CustomerRejected', whatToDo: expect.any(String) as string },
  });
  const retried = await ask('POST', `/onboardings/${id}/retry`, { patch: { password: 'TempPa55word!' } });
  expect(retried).toMatchObject({ status: 202, document: { workflowId: id, status: 'running' } });
  const corrected = { customer, password: 'TempPa55word!' };
  expect(await ask('POST', '/onboardings?wait=30s', { document: corrected })).toMatchObject({
    status: 200,
    document: { workflowId: id, status: 'done' },
  });
});

test('after a failure the same request starts a new run', async () => {
  const { ask } = await setGatewayStage();
  const document = { customer: somebody(), password: 'short' };
  await ask('POST', '/onboardings?wait=30s', { document });
  expect(await ask('POST', '/onboardings', { document })).toMatchObject({ status: 202 });
});

test('a request that waits too short gets 202', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const response = await ask('POST', '/onboardings?wait=200ms', { document: { customer: somebody() } });
  expect(response).toMatchObject({ status: 202, document: { status: 'running' } });
  expect(response.headers.get('location')).toMatch(/^\/onboardings\/onboard-/);
});

test('a request that waits gets the outcome of the run that continues after an operator’s reset', async () => {
  const { ask, sandbox, temporal } = await setGatewayStage();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const waiting = ask('POST', '/onboardings?wait=30s', { document: { customer: somebody() } });
  await sandbox.nextRequest('create');
  const { document } = await ask('GET', '/onboardings');
  const [{ workflowId, runId } = { workflowId: '', runId: '' }] = document['onboardings'] as {
    workflowId: string;
    runId: string;
  }[];
  const { events } = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
  const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId;
  await temporal.client.workflowService.resetWorkflowExecution({
    namespace: temporal.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: firstTask ?? null,
    requestId: randomUUID(),
    reason: 'test',
  });
  sandbox.clearFaults();
  expect(await waiting).toMatchObject({ status: 200, document: { workflowId, status: 'done' } });
});

describe('retry', () => {
  test('of one that runs or is done gets 409, of an unknown one 404', async () => {
    const { ask, addWorker } = await setGatewayStage({ workers: 0 });
    const document = { customer: somebody() };
    const { workflowId } = (await ask('POST', '/onboardings', { document })).document;
    const path = `/onboardings/${String(workflowId)}/retry`;
    expect(await ask('POST', path)).toMatchObject({
      status: 409,
      document: { type: `${PROBLEM}not-retriable`, detail: 'It is running' },
    });
    await addWorker();
    await ask('POST', '/onboardings?wait=30s', { document });
    expect(await ask('POST', path)).toMatchObject({ status: 409, document: { detail: 'It is done' } });
    const unknown = `/onboardings/onboard-${'0'.repeat(32)}`;
    expect(await ask('POST', `${unknown}/retry`)).toMatchObject({ status: 404 });
    expect(await ask('GET', unknown)).toMatchObject({ status: 404 });
  });

  test('adopts the customer of somebody else on request', async () => {
    const { ask, sandbox } = await setGatewayStage();
    const customer = somebody();
    const id = sandbox.addCustomer({ ...customer, firstname: 'Somebody-Else' });
    const failed = await ask('POST', '/onboardings?wait=30s', { document: { customer } });
    expect(failed.document).toMatchObject({ failure: 'CustomerAlreadyExists', customerId: id });
    const path = `/onboardings/${String(failed.document['workflowId'])}/retry`;
    expect(await ask('POST', `${path}?adopt=true`)).toMatchObject({ status: 202 });
    const again = await ask('POST', '/onboardings?wait=30s', {
      document: { customer, onExisting: 'adopt' },
    });
    expect(again).toMatchObject({ status: 200, document: { result: { adopted: true, customerId: id } } });
  });

  test('with an input that would fail gets 422 and starts nothing', async () => {
    const { ask } = await setGatewayStage();
    const { document } = await ask('POST', '/onboardings?wait=30s', {
      document: { customer: somebody(), password: 'short' },
    });
    const path = `/onboardings/${String(document['workflowId'])}`;
    expect(
      await ask('POST', `${path}/retry`, { patch: { customer: { email: 'other@example.com' } } }),
    ).toMatchObject({ status: 422, document: { type: `${PROBLEM}invalid-input` } });
    expect((await ask('GET', path)).document['status']).toBe('failed');
  });
});

test('at the maximum depth, a different input for the same customer still gets 409', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const customer = somebody();
  const nested = (leaf: number) => {
    let value: unknown = leaf;
    for (let level = 0; level < 98; level += 1) value = { a: value };
    return { customer: { ...customer, custom: value } };
  };
  expect((await ask('POST', '/onboardings', { document: nested(1) })).status).toBe(202);
  expect((await ask('POST', '/onboardings', { document: nested(2) })).status).toBe(409);
});

test('an ID of another form is listed and shown, and a retry says what is wrong', async () => {
  const { ask, temporal, taskQueue } = await setGatewayStage();
  const workflowId = 'order/4711 "a"';
  const handle = await temporal.client.workflow.start(WORKFLOW_TYPE, {
    workflowId,
    taskQueue,
    args: [{ customer: somebody() }],
  });
  await handle.result().catch(() => undefined);
  const path = `/onboardings/${encodeURIComponent(workflowId)}`;
  expect(await ask('GET', path)).toMatchObject({
    status: 200,
    document: { workflowId, status: 'failed', lastError: { type: 'InvalidInput' } },
  });
  expect(await ask('POST', `${path}/retry`)).toMatchObject({ status: 422 });
  const { document } = await ask('GET', '/onboardings?status=failed');
  expect(document['onboardings']).toMatchObject([{ workflowId, failure: 'InvalidInput' }]);
});

describe('the input of a retry', () => {
  async function stageWithFailed() {
    const stage = await setGatewayStage();
    const input = { customer: somebody(), password: 'short', update: { lastname: 'Roe' } };
    const failed = await stage.ask('POST', '/onboardings?wait=30s', { document: input });
    const workflowId = String(failed.document['workflowId']);
    const path = `/onboardings/${workflowId}/retry`;
    const inputNow = async () => (await startOfRun(stage.temporal.client, { workflowId })).args[0];
    return { ...stage, input, path, inputNow };
  }

  test('as a merge patch changes what it names, and keeps the rest', async () => {
    const { ask, input, path, inputNow } = await stageWithFailed();
    const { email, firstname, lastname } = input.customer;
    const patch = { customer: { email, firstname, lastname }, password: 'TempPa55word!' };
    expect(await ask('POST', path, { patch })).toMatchObject({ status: 202 });
    expect(await inputNow()).toEqual({ ...input, password: 'TempPa55word!' });
  });

  test('as JSON is a complete input that replaces the earlier one', async () => {
    const { ask, input, path, inputNow } = await stageWithFailed();
    expect(await ask('POST', path, { document: { password: 'TempPa55word!' } })).toMatchObject({
      status: 422,
      document: { problems: [{ message: expect.stringMatching(/^customer: is missing/) as string }] },
    });
    const document = { customer: input.customer };
    expect(await ask('POST', path, { document })).toMatchObject({ status: 202 });
    expect(await inputNow()).toEqual(document);
  });

  test('a start accepts no merge patch', async () => {
    const { ask } = await setGatewayStage({ workers: 0 });
    for (const headers of [{}, { 'content-type': 'Application/Merge-Patch+JSON; charset=utf-8' }]) {
      const response = await ask('POST', '/onboardings', { patch: { customer: somebody() }, headers });
      expect(response).toMatchObject({ status: 415, document: { type: `${PROBLEM}unsupported-media-type` } });
    }
  });
});
