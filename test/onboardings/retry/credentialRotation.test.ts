import { outcomeOf } from '../../../src/onboardings/outcome';
import { retryOnboarding } from '../../../src/onboardings/retry/retryOnboarding';
import { welcomed } from '../../setup/people';
import { setStage } from '../../setup/stage';

test('a rotation of credentials loses no onboarding: those that failed meanwhile are retried, and done', async () => {
  const stage = await setStage({ workers: 0 });
  const { sandbox, temporal } = stage;
  const oldWorker = await stage.addWorker();
  sandbox.fail({ on: 'update', what: { kind: 'slow', byMs: 300 } });
  const updating = sandbox.nextRequest('update');
  const handles = [...(await Promise.all([welcomed(), welcomed()].map(stage.start)))];
  await updating;
  sandbox.rotateSecret('another-secret');
  sandbox.revokeTokens();
  handles.push(...(await Promise.all(Array.from({ length: 5 }, () => stage.start(welcomed())))));
  const outcomes = await Promise.all(handles.map(outcomeOf));
  const failed = handles.filter((_, index) => outcomes[index]?.status === 'failed');
  expect(failed.length).toBeGreaterThanOrEqual(5);
  for (const outcome of outcomes.filter(({ status }) => status === 'failed')) {
    expect(outcome).toMatchObject({ failure: { type: 'InvalidCredentials' } });
  }

  await oldWorker.stop();
  await stage.addWorker({ commerce: { clientSecret: 'another-secret' } });
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  for (const { workflowId } of failed) {
    const retry = await retryOnboarding(temporal.client, { workflowId, restEndpoint });
    if (retry.kind !== 'started') throw new Error(`${workflowId} was not retried: ${retry.kind}`);
    expect(await outcomeOf(retry.handle)).toMatchObject({ status: 'done' });
  }
  expect(sandbox.customers()).toHaveLength(handles.length);
  expect(sandbox.mails()).toHaveLength(handles.length);
});
