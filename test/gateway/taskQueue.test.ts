import { outcomeOf } from '../../src/onboardings/outcome';
import { startOnboarding } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import { freshTaskQueue } from '../setup/temporal';
import { setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';

/** Two gateways of one namespace and one endpoint, each with its own task queue. */
async function stageWithOtherQueue() {
  const stage = await setGatewayStage({ workers: 0 });
  const taskQueue = freshTaskQueue();
  const startOnOtherQueue = async (input: { customer: ReturnType<typeof somebody> }) =>
    await startOnboarding(stage.temporal.client, {
      input,
      restEndpoint: stage.sandbox.settings.REST_ENDPOINT,
      taskQueue,
    });
  return { ...stage, startOnOtherQueue };
}

describe('an onboarding of another task queue', () => {
  test('is unknown to show, retry and list', async () => {
    const { ask, startOnOtherQueue } = await stageWithOtherQueue();
    const { workflowId } = await startOnOtherQueue({ customer: somebody() });
    const unknown = { status: 404, document: { type: `${PROBLEM}unknown-onboarding` } };
    expect(await ask('GET', `/onboardings/${workflowId}`)).toMatchObject(unknown);
    expect(await ask('POST', `/onboardings/${workflowId}/retry`)).toMatchObject(unknown);
    expect((await ask('GET', '/onboardings')).document['onboardings']).toEqual([]);
  });

  test('that ended is not retried', async () => {
    const { ask, startOnOtherQueue, temporal } = await stageWithOtherQueue();
    const handle = await startOnOtherQueue({ customer: somebody() });
    await temporal.client.workflow.getHandle(handle.workflowId).terminate();
    expect(await outcomeOf(handle)).toMatchObject({ status: 'terminated' });
    const { runId } = await handle.describe();
    expect((await ask('POST', `/onboardings/${handle.workflowId}/retry`)).status).toBe(404);
    expect((await handle.describe()).runId).toBe(runId);
  });

  test('is not found by a start: 409, whether or not the input is the same', async () => {
    const { ask, startOnOtherQueue } = await stageWithOtherQueue();
    const customer = somebody();
    await startOnOtherQueue({ customer });
    const responses = [
      await ask('POST', '/onboardings', { document: { customer } }),
      await ask('POST', '/onboardings?wait=30s', { document: { customer } }),
      await ask('POST', '/onboardings', { document: { customer: { ...customer, lastname: 'Other' } } }),
    ];
    expect(responses[0]).toMatchObject({ status: 409, document: { type: `${PROBLEM}on-other-queue` } });
    for (const { status, document } of responses) {
      expect({ status, document }).toEqual({ status: 409, document: responses[0]?.document });
    }
  });
});
