import type { WorkflowHandle } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';
import { outcomeOf } from '../../src/onboardings/outcome';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

/** A second try only comes from the test's action, not from the retry policy. */
const noRetryMeanwhile = { retryFirstMs: 60_000, retryMaxMs: 60_000, giveUpAfterMs: 600_000 };

const EventType = proto.api.enums.v1.EventType;
type EventId = NonNullable<proto.api.history.v1.IHistoryEvent['eventId']>;

/** The first POST makes the customer, and its answer is lost. */
function loseFirstAnswer({ sandbox }: Stage): void {
  sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
}

/** Waits until the first try of createCustomer has failed and the next one is pending. */
async function firstTryFailed(handle: WorkflowHandle<OnboardCustomer>): Promise<void> {
  for (;;) {
    const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
    if (pending?.lastFailure) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The workflow task that scheduled createCustomer: a reset to it runs only this step again. */
async function taskBeforeCreate(handle: WorkflowHandle<OnboardCustomer>): Promise<EventId> {
  const { events } = await handle.fetchHistory();
  const scheduled = events?.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'createCustomer',
  );
  const eventId = scheduled?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId;
  if (!eventId) throw new Error('createCustomer was not scheduled');
  return eventId;
}

async function reset(
  { temporal }: Stage,
  { workflowId }: { workflowId: string },
  eventId: EventId,
): Promise<void> {
  await temporal.client.workflowService.resetWorkflowExecution({
    namespace: temporal.namespace,
    workflowExecution: { workflowId },
    workflowTaskFinishEventId: eventId,
    requestId: `${workflowId}-${String(eventId)}`,
    reason: 'test',
  });
}

/** The one customer and the one mail that must result from each piece of evidence. */
async function expectRecoveredOnce(stage: Stage, result: Promise<unknown>): Promise<void> {
  expect(await result).toMatchObject({ customerId: 1, adopted: false, recovered: true });
  expect(stage.sandbox.customers()).toHaveLength(1);
  expect(stage.sandbox.mails()).toHaveLength(1);
}

describe('after a POST whose answer was lost, the customer is recognized', () => {
  test('by a later attempt', async () => {
    const stage = await setStage();
    loseFirstAnswer(stage);
    await expectRecoveredOnce(stage, (await stage.start({ customer: somebody() })).result());
  });

  test('by `temporal activity reset`, which counts attempts from 1 again', async () => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    loseFirstAnswer(stage);
    const handle = await stage.start({ customer: somebody() });
    await firstTryFailed(handle);
    await stage.temporal.client.workflowService.resetActivity({
      namespace: stage.temporal.namespace,
      execution: { workflowId: handle.workflowId },
      type: 'createCustomer',
      identity: 'test',
    });
    await expectRecoveredOnce(stage, handle.result());
  });

  test('by `temporal workflow reset` to before the step', async () => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    loseFirstAnswer(stage);
    const handle = await stage.start({ customer: somebody() });
    await firstTryFailed(handle);
    await reset(stage, handle, await taskBeforeCreate(handle));
    await expectRecoveredOnce(stage, stage.temporal.client.workflow.getHandle(handle.workflowId).result());
  });

  test('by a reset to after the step, in which the pending activity keeps its old arguments', async () => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    loseFirstAnswer(stage);
    const handle = await stage.start({ customer: somebody() });
    await firstTryFailed(handle);
    await handle.signal('anything');
    await reset(stage, handle, await taskAfterSignal(handle));
    await expectRecoveredOnce(stage, stage.temporal.client.workflow.getHandle(handle.workflowId).result());
  });

  test('by an earlier run that was terminated', async () => {
    const stage = await setStage({ settings: noRetryMeanwhile });
    loseFirstAnswer(stage);
    const input = { customer: somebody() };
    const first = await stage.start(input);
    await firstTryFailed(first);
    await first.terminate();
    await expectRecoveredOnce(stage, (await stage.start(input)).result());
  });

  test('by an earlier run that failed', async () => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
    loseFirstAnswer(stage);
    const input = { customer: somebody() };
    expect(await outcomeOf(await stage.start(input))).toMatchObject({
      status: 'failed',
      failure: { type: 'CommerceUnavailable' },
    });
    await expectRecoveredOnce(stage, (await stage.start(input)).result());
  });
});

describe('a stranger with the same names', () => {
  test('who comes between our start and our first POST is not adopted', async () => {
    const stage = await setStage({ workers: 0 });
    const customer = somebody();
    const handle = await stage.start({ customer });
    const id = stage.sandbox.addCustomer(customer);
    const before = stage.sandbox.customers();
    await stage.addWorker();
    expect(await outcomeOf(handle)).toMatchObject({
      failure: { type: 'CustomerAlreadyExists', customerId: id, step: 'createCustomer' },
    });
    expect(stage.sandbox.customers()).toEqual(before);
  });

  test('who was there before an earlier run is not adopted', async () => {
    const stage = await setStage();
    const customer = somebody();
    stage.sandbox.addCustomer({ ...customer, created_at: '2020-01-01 00:00:00' });
    for (let run = 1; run <= 2; run += 1) {
      const handle = await stage.start({ customer });
      expect(await outcomeOf(handle)).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
    }
  });
});

test('a stranger with another name who comes between our first and second POST is not adopted', async () => {
  const stage = await setStage({ settings: { retryFirstMs: 500 } });
  const customer = somebody();
  stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: false }, count: 1 });
  const handle = await stage.start({ customer });
  await stage.sandbox.nextRequest('create');
  const id = stage.sandbox.addCustomer({ ...customer, lastname: 'Dough' });
  expect(await outcomeOf(handle)).toMatchObject({
    failure: { type: 'CustomerAlreadyExists', customerId: id },
  });
});

/** The last workflow task that was completed: the one for the signal. */
async function taskAfterSignal(handle: WorkflowHandle<OnboardCustomer>): Promise<EventId> {
  for (;;) {
    const { events } = await handle.fetchHistory();
    const signal = events?.findIndex(
      ({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    );
    const task = events
      ?.slice(signal)
      .find(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    if (task?.eventId) return task.eventId;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
