import type { WorkflowExecutionInfo } from '@temporalio/client';
import { EVENT_WORKFLOW_TYPE, eventWorkflowId } from '../../src/contract/events';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { chunkOf, newRows, start as startChunk } from '../onboardings/import/importOf';
import { setEventStage } from './eventStage';
import { endpointAt, startReceiver } from './receiver';

describe('an endpoint gets an event', () => {
  test('of an onboarding that is done', async () => {
    const receiver = await startReceiver();
    const { start, taskQueue } = await setEventStage([endpointAt(receiver)]);
    const handle = await start({ customer: somebody() });
    const { customerId } = await handle.result();
    const [first] = await receiver.until(1);
    const { runId } = await handle.describe();
    expect(first?.event).toEqual({
      specversion: '1.0',
      type: 'com.commerce-onboarding.completed.v1',
      source: `urn:commerce-onboarding:default:${taskQueue}`,
      id: runId,
      subject: handle.workflowId,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      datacontenttype: 'application/json',
      data: {
        workflowId: handle.workflowId,
        runId,
        status: 'done',
        customerId,
        adopted: false,
        recovered: false,
        failure: null,
        differences: [],
      },
    });
    expect(first?.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': runId,
    });
  });

  test('of an onboarding that failed, before its first step too', async () => {
    const receiver = await startReceiver();
    const { start, sandbox } = await setEventStage([endpointAt(receiver)]);
    const taken = somebody();
    sandbox.addCustomer({ ...taken, firstname: 'Somebody', lastname: 'Else' });
    await expect((await start({ customer: taken })).result()).rejects.toThrow();
    const second = await setEventStage([endpointAt(receiver)], { commerce: { clientSecret: 'wrong' } });
    const handle = await second.start({ customer: somebody() });
    await expect(handle.result()).rejects.toThrow();
    const failures = (await receiver.until(2)).map(({ event }) => [event.type, event.data['failure']]);
    expect(failures).toEqual([
      ['com.commerce-onboarding.failed.v1', { type: 'CustomerAlreadyExists', step: 'createCustomer' }],
      ['com.commerce-onboarding.failed.v1', { type: 'InvalidCredentials', step: 'getToken' }],
    ]);
  });

  test('of an onboarding that was cancelled before a worker took it', async () => {
    const receiver = await startReceiver();
    const { start, addWorker } = await setEventStage([endpointAt(receiver)], { workers: 0 });
    const handle = await start({ customer: somebody() });
    await handle.cancel();
    await addWorker();
    await expect(handle.result()).rejects.toThrow();
    const [first] = await receiver.until(1);
    expect(first?.event).toMatchObject({
      type: 'com.commerce-onboarding.cancelled.v1',
      data: { status: 'cancelled', customerId: null, failure: null },
    });
  });

  test('of a part of an import, with a line for each row', async () => {
    const receiver = await startReceiver();
    const stage = await setEventStage([endpointAt(receiver)]);
    const handle = await startChunk(stage, chunkOf(stage, newRows(3)));
    const { outcomes } = await handle.result();
    expect(outcomes).toHaveLength(3);
    const [first] = await receiver.until(1);
    expect(first?.event).toMatchObject({
      type: 'com.commerce-onboarding.import.completed.v1',
      data: { part: 0, made: 3, adopted: 0, refused: 0, rows: [{ row: 1, outcome: 'made' }, {}, {}] },
    });
    expect(await handle.result()).toEqual({ outcomes });
  });
});

test('nothing in an event identifies the person, unless the endpoint includes the customer', async () => {
  const [plain, whole] = [await startReceiver(), await startReceiver()];
  const { start } = await setEventStage([
    endpointAt(plain, { name: 'plain' }),
    endpointAt(whole, { name: 'whole', includesCustomer: true }),
  ]);
  const customer = somebody();
  await (await start({ customer, password: 'Secret-123' })).result();
  const [[without], [withCustomer]] = [await plain.until(1), await whole.until(1)];
  for (const part of [customer.email, customer.firstname, customer.lastname, 'Secret']) {
    expect(without?.body).not.toContain(part);
  }
  expect(withCustomer?.event.data['customer']).toMatchObject(customer);
  expect(withCustomer?.body).not.toContain('Secret-123');
});

test('an endpoint gets only the events that it asks for', async () => {
  const [all, failures] = [await startReceiver(), await startReceiver()];
  const { start, sandbox } = await setEventStage([
    endpointAt(all, { name: 'all' }),
    endpointAt(failures, { name: 'failures', events: ['failed'] }),
  ]);
  await (await start({ customer: somebody() })).result();
  await all.until(1);
  const taken = somebody();
  sandbox.addCustomer({ ...taken, firstname: 'Somebody', lastname: 'Else' });
  await expect((await start({ customer: taken })).result()).rejects.toThrow();
  await failures.until(1);
  expect(failures.received.map(({ event }) => event.type)).toEqual(['com.commerce-onboarding.failed.v1']);
});

describe('an event arrives after', () => {
  test('the receiver was down, and the onboarding did not wait for it', async () => {
    const receiver = await startReceiver();
    const { start } = await setEventStage([endpointAt(receiver)]);
    await receiver.goDown();
    const handle = await start({ customer: somebody() });
    await handle.result();
    await receiver.comeBack();
    const [first] = await receiver.until(1);
    expect(first?.event.subject).toBe(handle.workflowId);
  });

  test('it answered 500, its answer was lost, and it redirected: each time with the same ID', async () => {
    const receiver = await startReceiver();
    const answers: (typeof receiver.answer)[] = [
      (response) => response.writeHead(500).end('no'),
      (response) => response.socket?.destroy(),
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      (response) => response.writeHead(204).end(),
    ];
    receiver.answer = (response) => answers[receiver.received.length - 1]?.(response);
    const { start, temporal } = await setEventStage([endpointAt(receiver)]);
    const handle = await start({ customer: somebody() });
    await handle.result();
    const ids = (await receiver.until(4)).map(({ event }) => event.id);
    const { runId } = await handle.describe();
    expect(ids).toEqual([runId, runId, runId, runId]);
    const delivery = temporal.client.workflow.getHandle(deliveryOf(handle.workflowId, runId));
    expect(await delivery.result()).toEqual({ delivered: ['erp'] });
  }, 30_000);
});

test('an endpoint that is gone fails the delivery, which names it; the others get the event', async () => {
  const [gone, well] = [await startReceiver(), await startReceiver()];
  gone.answer = (response) => response.writeHead(410).end();
  const { start, temporal } = await setEventStage([
    endpointAt(gone, { name: 'gone' }),
    endpointAt(well, { name: 'well' }),
  ]);
  const handle = await start({ customer: somebody() });
  await handle.result();
  await well.until(1);
  const { runId } = await handle.describe();
  const delivery = temporal.client.workflow.getHandle(deliveryOf(handle.workflowId, runId));
  await expect(delivery.result()).rejects.toMatchObject({
    cause: {
      type: 'EventNotDelivered',
      message: expect.stringContaining('gone answered 410'),
      details: [{ endpoints: ['gone'] }],
    },
  });
});

test('without an endpoint an onboarding has no more events in its history than before', async () => {
  const { start, temporal } = await setStage();
  const handle = await start({ customer: somebody() });
  await handle.result();
  const { events } = await handle.fetchHistory();
  const kinds = (events ?? []).filter(
    (event) =>
      event.startChildWorkflowExecutionInitiatedEventAttributes ?? event.markerRecordedEventAttributes,
  );
  expect(kinds).toEqual([]);
  expect(
    await deliveriesOf(
      temporal.client.workflow.list({ query: `WorkflowType = "${EVENT_WORKFLOW_TYPE}"` }),
      handle.workflowId,
    ),
  ).toEqual([]);
});

test('a delivery that somebody else starts sends nothing', async () => {
  const receiver = await startReceiver();
  const { start, temporal, taskQueue } = await setEventStage([endpointAt(receiver, { events: ['failed'] })]);
  const handle = await start({ customer: somebody() });
  await handle.result();
  const { runId } = await handle.describe();
  const target = { endpoint: 'erp', taskQueue: `${taskQueue}-events-erp` };
  const run = { workflowId: handle.workflowId, runId, originalRunId: runId };
  const forged = { ...run, event: 'completed', endpoints: [target] };
  for (const [index, argument] of [forged, { ...forged, part: { rows: [] } }, null].entries()) {
    const delivery = await temporal.client.workflow.start(EVENT_WORKFLOW_TYPE, {
      ...{ args: [argument], taskQueue, workflowId: `forged-${index}-${taskQueue}` },
    });
    await expect(delivery.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  }
  expect(receiver.received).toEqual([]);
});

async function deliveriesOf(
  listed: AsyncIterable<WorkflowExecutionInfo>,
  workflowId: string,
): Promise<string[]> {
  const found: string[] = [];
  for await (const run of listed) if (run.workflowId.includes(workflowId)) found.push(run.workflowId);
  return found;
}

/** The ID of the delivery for a run that was not reset. */
function deliveryOf(workflowId: string, originalRunId: string): string {
  return eventWorkflowId({ workflowId, originalRunId }) ?? '';
}
