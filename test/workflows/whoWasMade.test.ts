import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../src/contract/names';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import type { OnboardCustomer } from '../../src/onboardings/startOnboarding';
import { welcomed } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const { EventType } = temporal.api.enums.v1;

/** Starts like a client in another language, without search attributes. */
async function startWithoutPerson({ temporal, taskQueue, sandbox }: Stage, input: OnboardingInput) {
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  const { email, website_id: websiteId } = input.customer;
  return await temporal.client.workflow.start<OnboardCustomer>(WORKFLOW_TYPE, {
    taskQueue,
    args: [input],
    workflowId: onboardingWorkflowId({ restEndpoint, websiteId, email }),
  });
}

/** The order of the completed steps and of the upsert of the customer's ID. */
async function stepsAndUpserts(handle: WorkflowHandle<OnboardCustomer>): Promise<string[]> {
  const names = new Map<string, string>();
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap((event) => {
    const { activityTaskScheduledEventAttributes: scheduled, activityTaskCompletedEventAttributes: done } =
      event;
    if (scheduled) names.set(String(event.eventId), scheduled.activityType?.name ?? '');
    if (done) return [names.get(String(done.scheduledEventId)) ?? ''];
    return event.eventType === EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES ? ['upsert'] : [];
  });
}

test('is upserted at the end of a run that is listed under its person from the start', async () => {
  const stage = await setStage();
  const handle = await stage.start(welcomed());
  await handle.result();
  expect(await stepsAndUpserts(handle)).toEqual(['getToken', 'createCustomer', 'updateCustomer', 'upsert']);
});

test('is upserted at once if the run was started without its person, who may have to be forgotten', async () => {
  const stage = await setStage();
  const handle = await startWithoutPerson(stage, welcomed());
  await handle.result();
  expect(await stepsAndUpserts(handle)).toEqual(['getToken', 'createCustomer', 'upsert', 'updateCustomer']);
  const { typedSearchAttributes } = await handle.describe();
  expect(typedSearchAttributes.get(SEARCH_ATTRIBUTES.person)).toMatch(/^onboard-[0-9a-f]{32}$/);
});
