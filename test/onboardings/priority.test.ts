import type { OnboardingInput } from '../../src/contract/onboarding';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { PRIORITIES } from '../../src/contract/priorities';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const THAT_CAN_WAIT = 40;

async function startWithLastPriority({ temporal, taskQueue, sandbox }: Stage): Promise<void> {
  const input: OnboardingInput = { customer: somebody() };
  const { email, website_id: websiteId } = input.customer;
  const workflowId = onboardingWorkflowId({
    restEndpoint: sandbox.settings.REST_ENDPOINT,
    websiteId,
    email,
  });
  await temporal.client.workflow.start(WORKFLOW_TYPE, {
    workflowId,
    taskQueue,
    args: [input],
    priority: PRIORITIES.bulk,
  });
}

test('each step of a single onboarding has priority over a queue full of work that can wait', async () => {
  const stage = await setStage({
    workers: 0,
    sandbox: { latency: { createMs: 50, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 } },
  });
  await Promise.all(Array.from({ length: THAT_CAN_WAIT }, () => startWithLastPriority(stage)));
  const firstCreate = stage.sandbox.nextRequest('create');
  await stage.addWorker({ worker: { concurrency: 1 } });
  await firstCreate;
  const single = await stage.start({ customer: somebody({ firstname: 'Single' }) });
  await single.result();
  const created = stage.sandbox.customers().map(({ firstname }) => firstname);
  expect(created).toContain('Single');
  // Priority applies within each of the queue's partitions, and a poll reads one of them.
  expect(created.length).toBeLessThan(THAT_CAN_WAIT / 2);
});
