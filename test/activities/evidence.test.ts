import { outcomeOf } from '../../src/onboardings/outcome';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import {
  firstTryFailed,
  noRetryMeanwhile,
  reset,
  resetActivity,
  taskAfterSignal,
  taskBeforeCreate,
} from './secondTry';

/** The first POST makes the customer, and its answer is lost. */
function loseFirstAnswer({ sandbox }: Stage): void {
  sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
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
    await resetActivity(stage, handle, 'createCustomer');
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
