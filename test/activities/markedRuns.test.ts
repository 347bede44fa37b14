import type { WorkflowHandle } from '@temporalio/client';
import type { ImportChunk } from '../../src/contract/importing';
import type { CustomerFields, OnboardingInput } from '../../src/contract/onboarding';
import { outcomeOf } from '../../src/onboardings/outcome';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { chunkOf, newRows, start as startImport } from '../onboardings/import/importOf';
import { editAsPerson } from '../setup/editAsPerson';
import { somebody, welcomed } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';
import {
  firstTryFailed,
  noRetryMeanwhile,
  reset,
  resetActivity,
  taskAfterSignal,
  taskBeforeCreate,
  taskThatScheduled,
} from './secondTry';

jest.setTimeout(60_000);

const ATTRIBUTE = 'onboarding_id';
const shopWithAttribute = { sandbox: { customerAttributes: [ATTRIBUTE] } };
const withMarker = { markerAttribute: ATTRIBUTE };

/** The ways to a second try of a run whose first try got no answer. */
const SECOND_TRIES: Readonly<
  Record<string, (stage: Stage, first: WorkflowHandle, input: OnboardingInput) => Promise<unknown>>
> = {
  '`temporal activity reset`': (stage, first) => resetActivity(stage, first, 'createCustomer'),
  '`temporal workflow reset` to before the step': async (stage, first) =>
    await reset(stage, first, await taskBeforeCreate(first)),
  '`temporal workflow reset` to the beginning': async (stage, first) =>
    await reset(stage, first, await taskThatScheduled(first, 'getToken')),
  'a reset to after the step': async (stage, first) => {
    await first.signal('anything');
    await reset(stage, first, await taskAfterSignal(first));
  },
  'another start after a termination': async (stage, first, input) => {
    await first.terminate();
    await stage.start(input);
  },
  'a retry': async (stage, first) => {
    await first.terminate();
    await retried(stage, first);
  },
};

async function retried({ temporal, sandbox }: Stage, { workflowId }: { workflowId: string }): Promise<void> {
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  const retry = await retryOnboarding(temporal.client, { workflowId, restEndpoint });
  if (retry.kind !== 'started') throw new Error(`not retried: ${retry.kind}`);
}

/** The newest run of a workflow ID. */
function newest({ temporal }: Stage, { workflowId }: { workflowId: string }) {
  return temporal.client.workflow.getHandle<OnboardCustomer>(workflowId);
}

/** Starts an onboarding whose first POST gets no answer. */
async function withLostAnswer(stage: Stage, input: OnboardingInput, { made }: { made: boolean }) {
  const { email } = input.customer;
  stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made }, count: 1, email });
  const first = await stage.start(input);
  await firstTryFailed(first);
  return first;
}

test.each(Object.entries(SECOND_TRIES))(
  'after %s, a stranger with the same address, names and time is not adopted, and our own customer is recovered though the person changed the name',
  async (_, tryAgain) => {
    const stage = await setStage({ ...shopWithAttribute, settings: { ...noRetryMeanwhile, ...withMarker } });
    const [inputOfOwn, inputOfStranger] = [welcomed(), welcomed()];
    const [own, stranger] = await Promise.all([
      withLostAnswer(stage, inputOfOwn, { made: true }),
      withLostAnswer(stage, inputOfStranger, { made: false }),
    ]);
    const { id: ownId } = stage.sandbox.customers()[0]!;
    await editAsPerson(stage.sandbox, ownId, { firstname: 'Johnny', lastname: 'Smith' });
    const strangerId = stage.sandbox.addCustomer(inputOfStranger.customer);
    const before = stage.sandbox.customers();
    await Promise.all([tryAgain(stage, own, inputOfOwn), tryAgain(stage, stranger, inputOfStranger)]);
    expect(await outcomeOf(newest(stage, own))).toMatchObject({
      result: {
        ...{ customerId: ownId, recovered: true, adopted: false },
        differences: expect.arrayContaining([
          expect.objectContaining({ field: 'updated.lastname', stored: 'Smith' }),
        ]),
      },
    });
    expect(await outcomeOf(newest(stage, stranger))).toMatchObject({
      failure: { type: 'CustomerAlreadyExists', customerId: strangerId },
    });
    expect(stage.sandbox.customers()).toEqual(before);
  },
);

test('a stranger who signs up before a later attempt is not adopted', async () => {
  const stage = await setStage({ ...shopWithAttribute, settings: withMarker });
  const input = welcomed();
  stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: false }, count: 1 });
  const arrived = stage.sandbox.nextRequest('lookUp').then(() => stage.sandbox.addCustomer(input.customer));
  const outcome = await outcomeOf(await stage.start(input));
  expect(outcome).toMatchObject({ failure: { type: 'CustomerAlreadyExists', customerId: await arrived } });
});

describe('while workers with and without the setting run', () => {
  test('a run keeps what its first worker had: our customer without a marker is recovered', async () => {
    const stage = await setStage({ ...shopWithAttribute, workers: 0, settings: noRetryMeanwhile });
    const before = await stage.addWorker();
    const first = await withLostAnswer(stage, { customer: somebody() }, { made: true });
    await before.stop();
    await stage.addWorker({ settings: withMarker });
    await resetActivity(stage, first, 'createCustomer');
    expect(await outcomeOf(first)).toMatchObject({ result: { customerId: 1, recovered: true } });
  });

  test('a run keeps what its first worker had: a worker without the setting does not adopt a stranger', async () => {
    const stage = await setStage({ ...shopWithAttribute, workers: 0, settings: noRetryMeanwhile });
    const before = await stage.addWorker({ settings: withMarker });
    const input = { customer: somebody() };
    const first = await withLostAnswer(stage, input, { made: false });
    stage.sandbox.addCustomer(input.customer);
    await before.stop();
    await stage.addWorker();
    await resetActivity(stage, first, 'createCustomer');
    expect(await outcomeOf(first)).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
  });

  test('a retry with the setting recovers the customer of a run before it', async () => {
    const stage = await setStage({ ...shopWithAttribute, workers: 0, settings: noRetryMeanwhile });
    const before = await stage.addWorker();
    const first = await withLostAnswer(stage, { customer: somebody() }, { made: true });
    await first.terminate();
    await before.stop();
    await stage.addWorker({ settings: withMarker });
    await retried(stage, first);
    expect(await outcomeOf(newest(stage, first))).toMatchObject({
      result: { customerId: 1, recovered: true },
    });
  });

  test('a reset with the setting of a run that was done before it recovers its customer', async () => {
    const stage = await setStage({ ...shopWithAttribute, workers: 0 });
    const before = await stage.addWorker();
    const first = await stage.start({ customer: somebody() });
    await first.result();
    await before.stop();
    await stage.addWorker({ settings: withMarker });
    await reset(stage, first, await taskThatScheduled(first, 'getToken'));
    expect(await outcomeOf(newest(stage, first))).toMatchObject({
      result: { customerId: 1, recovered: true },
    });
  });
});

/** The ways to a second try of a chunk's rows. */
const SECOND_TRIES_OF_ROWS: Readonly<
  Record<string, (stage: Stage, first: WorkflowHandle, chunk: ImportChunk) => Promise<unknown>>
> = {
  'another try in the chunk': () => Promise.resolve(),
  '`temporal activity reset`': (stage, first) => resetActivity(stage, first, 'importChunk'),
  '`temporal workflow reset`': async (stage, first) =>
    await reset(stage, first, await taskThatScheduled(first, 'importChunk')),
  'another import of the file': async (stage, first, chunk) => {
    await first.terminate();
    await startImport(stage, chunk);
  },
};

test.each(Object.entries(SECOND_TRIES_OF_ROWS))(
  'after %s, a row does not take over a stranger with the same address, names and time, and another recovers its own',
  async (_, again) => {
    const stage = await setStage({ ...shopWithAttribute, settings: withMarker });
    const chunk = chunkOf(stage, newRows(2, { lastname: 'Doe-Updated' }));
    const [own, stranger] = chunk.rows.map(({ input }) => input.customer) as [CustomerFields, CustomerFields];
    const reset = { kind: 'reset' } as const;
    stage.sandbox.fail({ on: 'create', what: { ...reset, made: true }, email: own.email });
    stage.sandbox.fail({ on: 'create', what: { ...reset, made: false }, email: stranger.email });
    stage.sandbox.fail({ on: 'lookUp', what: { kind: 'html', status: 503, made: false } });
    const ownMade = stage.sandbox.nextCustomer();
    const secondTry = stage.sandbox.nextRequest('lookUp');
    const first = await startImport(stage, chunk);
    const { id: ownId } = await ownMade;
    await secondTry;
    await editAsPerson(stage.sandbox, ownId, { lastname: 'Smith' });
    const strangerId = stage.sandbox.addCustomer(stranger);
    stage.sandbox.clearFaults();
    await again(stage, first, chunk);
    const imported: unknown = await newest(stage, first).result();
    expect(imported).toMatchObject({
      outcomes: [
        { outcome: 'made', customerId: ownId },
        { outcome: 'refused', failure: { type: 'CustomerAlreadyExists', customerId: strangerId } },
      ],
    });
    const named = stage.sandbox.customers().map(({ id, lastname }) => [id, lastname]);
    expect(named).toEqual([
      [ownId, 'Smith'],
      [strangerId, 'Doe'],
    ]);
  },
);

test('an input that gives the attribute a value is refused, and names the place', async () => {
  const stage = await setStage({ ...shopWithAttribute, settings: withMarker });
  const value = { attribute_code: 'onboardingId', value: 'forged' };
  const customer = { ...somebody(), custom_attributes: [value] };
  const update = { custom_attributes: { [ATTRIBUTE]: 'forged' } };
  const outcome = await outcomeOf(await stage.start({ customer, update }));
  expect(outcome).toMatchObject({ failure: { type: 'InvalidInput', step: 'input' } });
  const { message } = (outcome as { failure: { message: string } }).failure;
  expect(message).toMatch(/^customer\.custom_attributes\.0\.attribute_code: must not be onboarding_id, .*/);
  expect(message).toMatch(/\nupdate\.custom_attributes\.onboarding_id: must not be onboarding_id, .*/);
  expect(stage.sandbox.customers()).toEqual([]);
});
