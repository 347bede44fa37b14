import { setTimeout as sleep } from 'node:timers/promises';
import { temporal } from '@temporalio/proto';
import { eventually } from '../crash/stage/eventually';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const { TASK_QUEUE_TYPE_ACTIVITY } = temporal.api.enums.v1.TaskQueueType;
const ONBOARDINGS = 30;
/** One in a hundred seconds. */
const PER_SECOND = 0.01;
/** Each of the four partitions of a queue has its own count, and lets one or two through at first. */
const LET_THROUGH = 8;

/** As `temporal task-queue config set --queue-rps-limit` does; without a rate it removes the limit. */
async function limitQueue(
  { temporal: { client, namespace }, taskQueue }: Stage,
  requestsPerSecond?: number,
): Promise<void> {
  await client.workflowService.updateTaskQueueConfig({
    namespace,
    taskQueue,
    taskQueueType: TASK_QUEUE_TYPE_ACTIVITY,
    updateQueueRateLimit: {
      ...(requestsPerSecond !== undefined && { rateLimit: { requestsPerSecond } }),
      reason: 'Commerce is being moved',
    },
  });
}

test('a limit that is set while onboardings run holds those that start a second later', async () => {
  const stage = await setStage();
  const onboard = async () => (await stage.start({ customer: somebody() })).result();
  // After the second onboarding the worker knows that there is no limit.
  await onboard();
  await onboard();
  await limitQueue(stage, PER_SECOND);
  await sleep(1_000);
  await expectHeld(stage);
});

test('a limit on the task queue holds new customers until it is removed', async () => {
  const stage = await setStage();
  await limitQueue(stage, PER_SECOND);
  await expectHeld(stage);
});

/** Expects that new onboardings are held, and that each finishes once the limit is removed. */
async function expectHeld(stage: Stage): Promise<void> {
  const before = stage.sandbox.customers().length;
  const made = () => stage.sandbox.customers().length - before;
  const inputs = Array.from({ length: ONBOARDINGS }, () => ({ customer: somebody() }));
  const onboardings = await Promise.all(inputs.map((input) => stage.start(input)));
  for (const onboarding of onboardings) {
    await eventually('its customer is to be made, or is', async () => {
      const { raw, status } = await onboarding.describe();
      const next = raw.pendingActivities?.[0]?.activityType?.name;
      return status.name === 'COMPLETED' || next === 'createCustomer';
    });
  }
  // An activity that did not wait for its turn would be done by now.
  await sleep(1_000);
  expect(made()).toBeLessThanOrEqual(LET_THROUGH);
  await limitQueue(stage);
  await Promise.all(onboardings.map((onboarding) => onboarding.result()));
  expect(made()).toBe(ONBOARDINGS);
}
