import {
  cancelOnboarding,
  describeOnboarding,
  InputDiffers,
  InvalidInput,
  onboard,
  OnboardingFailed,
  type OnboardingOptions,
  OnboardingStopped,
  retryOnboarding,
  startOnboarding,
} from '../../src/client';
import { FAILURES } from '../../src/contract/failures';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

function optionsOf({ temporal, sandbox, taskQueue }: Stage): Required<OnboardingOptions> {
  return { client: temporal.client, restEndpoint: sandbox.settings.REST_ENDPOINT, taskQueue };
}

async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

test('onboards a customer; a repeated call returns the same result, and a different input is refused with its fields', async () => {
  const stage = await setStage();
  const options = optionsOf(stage);
  const input = { customer: somebody(), update: { lastname: 'Doe-Updated' } };
  const result = await onboard(input, options);
  expect(result).toMatchObject({ customerId: 1, updated: { lastname: 'Doe-Updated' } });
  expect(await onboard(input, options)).toEqual(result);
  const another = onboard({ ...input, update: { lastname: 'Roe' } }, options);
  const reason = await reasonOf(another);
  expect(reason).toBeInstanceOf(InputDiffers);
  expect(reason).toMatchObject({ fields: ['update.lastname'] });
  expect(stage.sandbox.customers()).toHaveLength(1);
});

test('an invalid input is reported field by field, and nothing is started', async () => {
  const stage = await setStage({ workers: 0 });
  const reason = await reasonOf(onboard({ customer: somebody({ firstname: ' ' }) }, optionsOf(stage)));
  expect(reason).toBeInstanceOf(InvalidInput);
  expect(reason).toMatchObject({ problems: [{ path: 'customer.firstname' }] });
});

test('a failure has its type, step and advice; corrected and retried, it ends with the customer', async () => {
  const stage = await setStage();
  const options = optionsOf(stage);
  const onboarding = await startOnboarding({ customer: somebody(), password: 'short' }, options);
  const reason = await reasonOf(onboarding.result());
  expect(reason).toBeInstanceOf(OnboardingFailed);
  expect(reason).toMatchObject({
    type: 'CustomerRejected',
    step: 'createCustomer',
    whatToDo: FAILURES.CustomerRejected.whatToDo,
    workflowId: onboarding.workflowId,
  });
  const correction = { document: { password: 'TempPa55word!' } };
  const retried = await retryOnboarding(onboarding.workflowId, { ...options, correction });
  if (retried.kind !== 'started') throw new Error(`it was not retried: ${retried.kind}`);
  expect(await retried.onboarding.result()).toMatchObject({ customerId: 1 });
  expect(await retryOnboarding(onboarding.workflowId, options)).toEqual({ kind: 'done' });
});

test('an onboarding that is cancelled between its tries is described as cancelled, and its result is OnboardingStopped', async () => {
  const stage = await setStage();
  const options = optionsOf(stage);
  stage.sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const trying = stage.sandbox.nextRequest('create');
  const onboarding = await startOnboarding({ customer: somebody() }, options);
  await trying;
  expect(await cancelOnboarding(onboarding.workflowId, options)).toBe('running');
  const reason = await reasonOf(onboarding.result());
  expect(reason).toBeInstanceOf(OnboardingStopped);
  expect(reason).toMatchObject({ status: 'cancelled' });
  expect(await describeOnboarding(onboarding.workflowId, options)).toMatchObject({
    status: 'cancelled',
    step: 'createCustomer',
  });
});

test('an unknown ID gives undefined', async () => {
  const options = optionsOf(await setStage({ workers: 0 }));
  const workflowId = `onboard-${'0'.repeat(32)}`;
  expect(await describeOnboarding(workflowId, options)).toBeUndefined();
  expect(await cancelOnboarding(workflowId, options)).toBeUndefined();
});
