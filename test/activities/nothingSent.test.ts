import { outcomeOf } from '../../src/onboardings/outcome';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import { welcomed } from '../setup/people';
import { setStage } from '../setup/stage';

const OTHER_SECRET = { clientSecret: 'another-secret' };

/**
 * A run that failed at its token sent no POST, so it made no customer: an existing customer with the address is a
 * stranger.
 */
async function afterRunWithoutPost() {
  const stage = await setStage({ workers: 0 });
  const input = welcomed();
  const wrong = await stage.addWorker({ commerce: OTHER_SECRET });
  const failed = await stage.start(input);
  expect(await outcomeOf(failed)).toMatchObject({
    failure: { type: 'InvalidCredentials', step: 'getToken' },
  });
  await wrong.stop();
  // The person signs up in the shop, with their own name.
  stage.sandbox.addCustomer(input.customer);
  const before = stage.sandbox.customers();
  await stage.addWorker();
  return { stage, input, before, workflowId: failed.workflowId };
}

test('a customer who signed up after a run that sent no POST is a stranger to a later start', async () => {
  const { stage, input, before } = await afterRunWithoutPost();
  const outcome = await outcomeOf(await stage.start(input));
  expect(stage.sandbox.customers()).toEqual(before);
  expect(outcome).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
});

test('a customer who signed up after a run that sent no POST is a stranger to its retry', async () => {
  const { stage, before, workflowId } = await afterRunWithoutPost();
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const retried = await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint });
  if (retried.kind !== 'started') throw new Error(retried.kind);
  const outcome = await outcomeOf(retried.handle);
  expect(stage.sandbox.customers()).toEqual(before);
  expect(outcome).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
});
