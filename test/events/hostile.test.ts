import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { isEventDelivery } from '../../src/contract/events';
import { sendEvent } from '../../src/events/sendEvent';
import { WebhookSender } from '../../src/events';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import { setEventStage } from './eventStage';
import { endpointAt, startReceiver } from './receiver';

describe('an operator resets an onboarding that has announced its end', () => {
  async function resetTo(client: Client, workflowId: string, task: 'first' | 'last'): Promise<string> {
    const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
    const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes);
    const eventId = tasks.at(task === 'first' ? 0 : -1)?.eventId;
    if (!eventId) throw new Error('there is no task');
    const { runId } = await client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: {
        workflowId,
        runId: (await client.workflow.getHandle(workflowId).describe()).runId,
      },
      reason: 'test',
      requestId: randomUUID(),
      workflowTaskFinishEventId: eventId,
    });
    return runId;
  }

  test('to its last task: it ends again, without another event', async () => {
    const receiver = await startReceiver();
    const { start, temporal } = await setEventStage([endpointAt(receiver)]);
    const handle = await start({ customer: somebody() });
    const result = await handle.result();
    await receiver.until(1);
    const runId = await resetTo(temporal.client, handle.workflowId, 'last');
    expect(await temporal.client.workflow.getHandle(handle.workflowId, runId).result()).toEqual(result);
    expect(receiver.received).toHaveLength(1);
  });

  test('to its first task: its second end is an event of its own', async () => {
    const receiver = await startReceiver();
    const { start, temporal } = await setEventStage([endpointAt(receiver)]);
    const handle = await start({ customer: somebody() });
    await handle.result();
    await receiver.until(1);
    const runId = await resetTo(temporal.client, handle.workflowId, 'first');
    const [, second] = await receiver.until(2);
    expect(second?.event).toMatchObject({ id: runId, data: { status: 'done' } });
  });
});

test('an attempt waits only a moment for a run that does not end, and keeps no slot', async () => {
  const stage = await setStage({ workers: 0 });
  const handle = await stage.start({ customer: somebody() });
  const { runId } = await handle.describe();
  const sender = new WebhookSender(endpointAt(await startReceiver()));
  const environment = new MockActivityEnvironment({}, { client: stage.temporal.client });
  const sending = environment.run(() =>
    sendEvent(sender, tenantOf(stage), {
      ...{ workflowId: handle.workflowId, runId, originalRunId: runId },
      ...{ event: 'completed', endpoint: 'erp' },
    }),
  );
  await expect(sending).rejects.toMatchObject({ type: 'RunNotEnded', nonRetryable: false });
  await sender.close();
  await handle.terminate();
});

test('a password in the wrong place of an input that is refused is in no event', async () => {
  const receiver = await startReceiver();
  const stage = await setEventStage([endpointAt(receiver, { includesCustomer: true })]);
  const handle = await stage.temporal.client.workflow.start(WORKFLOW_TYPE, {
    args: [{ customer: { ...somebody(), password: 'Secret-123' } }],
    ...{ taskQueue: stage.taskQueue, workflowId: `onboard-${randomUUID().replaceAll('-', '')}` },
  });
  await expect(handle.result()).rejects.toThrow();
  const [first] = await receiver.until(1);
  expect(first?.event.data).toMatchObject({ status: 'failed', failure: { type: 'InvalidInput' } });
  expect(first?.body).not.toContain('Secret-123');
  expect(first?.event.data).not.toHaveProperty('customer');
});

test('an onboarding of another tenant on the queue is not reported to our endpoints', async () => {
  const receiver = await startReceiver();
  const stage = await setStage();
  const handle = await stage.start({ customer: somebody() });
  await handle.result();
  const { runId } = await handle.describe();
  const sender = new WebhookSender(endpointAt(receiver));
  const environment = new MockActivityEnvironment({}, { client: stage.temporal.client });
  const run = { workflowId: handle.workflowId, runId, originalRunId: runId, event: 'completed' } as const;
  const other = { ...tenantOf(stage), restEndpoint: 'https://other.example.com/tenant' };
  const sending = environment.run(() => sendEvent(sender, other, { ...run, endpoint: 'erp' }));
  await expect(sending).rejects.toMatchObject({ type: 'EventGone' });
  expect(receiver.received).toEqual([]);
  await sender.close();
});

test('an onboarding whose ID is as long as Temporal allows fails as it does without endpoints', async () => {
  const stage = await setEventStage([endpointAt(await startReceiver())]);
  const handle = await stage.temporal.client.workflow.start(WORKFLOW_TYPE, {
    args: [{ customer: somebody() }],
    ...{ taskQueue: stage.taskQueue, workflowId: 'x'.repeat(999) },
  });
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
});

test('an onboarding that the server no longer has is given up at once', async () => {
  const stage = await setStage({ workers: 0 });
  const sender = new WebhookSender(endpointAt(await startReceiver()));
  const environment = new MockActivityEnvironment({}, { client: stage.temporal.client });
  const [workflowId, runId] = [`onboard-${randomUUID().replaceAll('-', '')}`, randomUUID()];
  const run = { workflowId, runId, originalRunId: runId, event: 'completed' } as const;
  const sending = environment.run(() => sendEvent(sender, tenantOf(stage), { ...run, endpoint: 'erp' }));
  await expect(sending).rejects.toMatchObject({ type: 'EventGone', nonRetryable: true });
  await sender.close();
});

const PART = {
  ...{ importId: 'a', tenant: 'b', part: 0, endedAt: '2026-12-01T00:00:00Z' },
  ...{ made: 1, adopted: 0, refused: 0 },
  rows: [{ row: 1, outcome: 'made', customerId: 5, failure: null, differences: [] }],
};
const OF_PART = {
  ...{ workflowId: 'import-a-0', runId: 'r', originalRunId: 'r', event: 'import.completed' },
  ...{ endpoints: [{ endpoint: 'erp', taskQueue: 'q' }], part: PART },
};

test('a delivery of a part of an import is taken in its own form only', () => {
  expect(isEventDelivery(OF_PART)).toBe(true);
  const wrong = [
    { ...OF_PART, workflowId: 'import-b-0' },
    { ...OF_PART, part: undefined },
    { ...OF_PART, part: { ...PART, endedAt: 'yesterday' } },
    { ...OF_PART, part: { ...PART, rows: [{ ...PART.rows[0], mail: 'anything' }] } },
    { ...OF_PART, event: 'completed' },
    { ...OF_PART, endpoints: ['erp'] },
  ];
  expect(wrong.filter(isEventDelivery)).toEqual([]);
});

function tenantOf({ sandbox, taskQueue }: Stage) {
  return { restEndpoint: sandbox.settings.REST_ENDPOINT, taskQueue };
}
