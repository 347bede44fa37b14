import type { OnboardingInput } from '../../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../../src/contract/parse/workflowId';
import { somebody } from '../../setup/people';
import { type GatewayStage, setGatewayStage } from '../stage';
import { eventFor, sendEvents, type SentEvent } from './send';

/** Commerce refuses the password, so that the onboarding fails. */
function failing(): OnboardingInput {
  return { customer: somebody(), password: 'short' };
}

function idFor({ sandbox }: GatewayStage, { customer }: OnboardingInput): string {
  const { email, website_id: websiteId } = customer;
  return onboardingWorkflowId({ restEndpoint: sandbox.settings.REST_ENDPOINT, email, websiteId });
}

async function outcomeOf(stage: GatewayStage, event: SentEvent): Promise<unknown> {
  const { document } = await sendEvents(stage, { body: event });
  return (document['events'] as { outcome: unknown }[])[0]?.outcome;
}

/** Waits until the newest run has ended. */
async function ended({ temporal: { client } }: GatewayStage, workflowId: string): Promise<string> {
  await client.workflow.result(workflowId).catch(() => undefined);
  return (await client.workflow.getHandle(workflowId).describe()).runId;
}

test('an event that is delivered again starts nothing, also after its onboarding failed; another event does', async () => {
  const stage = await setGatewayStage();
  const input = failing();
  const workflowId = idFor(stage, input);
  const [event, later] = [eventFor(input), eventFor(input)];
  expect(await outcomeOf(stage, event)).toBe('started');
  expect(await outcomeOf(stage, event)).toBe('repeated');
  const first = await ended(stage, workflowId);
  expect(await outcomeOf(stage, event)).toBe('repeated');
  expect(await ended(stage, workflowId)).toBe(first);

  expect(await outcomeOf(stage, later)).toBe('started');
  const second = await ended(stage, workflowId);
  expect(second).not.toBe(first);
  // The server's list lags: it does not show the runs yet.
  jest
    .spyOn(stage.temporal.client.workflow, 'list')
    .mockImplementationOnce(() => stage.temporal.client.workflow.list({ query: 'WorkflowId = "none"' }));
  expect(await outcomeOf(stage, event)).toBe('repeated');
  expect(await outcomeOf(stage, later)).toBe('repeated');
  expect(await ended(stage, workflowId)).toBe(second);
});

test('an event whose onboarding was retried with a corrected input counts as repeated, not as another input', async () => {
  const stage = await setGatewayStage();
  const input = failing();
  const workflowId = idFor(stage, input);
  const event = eventFor(input);
  await outcomeOf(stage, event);
  await ended(stage, workflowId);
  const correction = { patch: { customer: { lastname: 'Roe' }, password: 'TempPa55word!' } };
  expect(await stage.ask('POST', `/onboardings/${workflowId}/retry`, correction)).toMatchObject({
    status: 202,
  });
  await ended(stage, workflowId);
  expect(await outcomeOf(stage, event)).toBe('repeated');
  expect(stage.sandbox.customers()).toHaveLength(1);
});

test('deliveries of an event at the same moment start one run, however fast it fails', async () => {
  const stage = await setGatewayStage();
  const input = failing();
  const workflowId = idFor(stage, input);
  const event = eventFor(input);
  await Promise.all(Array.from({ length: 12 }, () => outcomeOf(stage, event)));
  const only = await ended(stage, workflowId);
  expect(await outcomeOf(stage, event)).toBe('repeated');
  const runIds: string[] = [];
  for await (const { runId } of stage.temporal.client.workflow.list({
    query: `WorkflowId = "${workflowId}"`,
  })) {
    runIds.push(runId);
  }
  expect(runIds).toEqual([only]);
});

test('after a failure of an onboarding that another request started, an event starts a run once', async () => {
  const stage = await setGatewayStage();
  const input = failing();
  const { document } = await stage.ask('POST', '/onboardings?wait=30s', { document: input });
  expect(document).toMatchObject({ failure: 'CustomerRejected' });
  const event = eventFor(input);
  expect(await outcomeOf(stage, event)).toBe('started');
  await ended(stage, idFor(stage, input));
  expect(await outcomeOf(stage, event)).toBe('repeated');
});
