import type { temporal } from '@temporalio/proto';
import type { WorkflowHandle } from '@temporalio/client';
import { FAILURES } from '../../src/contract/failures';
import { WORKFLOW_TYPE } from '../../src/contract/names';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';

/** Queries them like the Temporal UI. */
async function currentDetails(handle: Pick<WorkflowHandle, 'query'>): Promise<string> {
  const metadata = await handle.query<temporal.api.sdk.v1.IWorkflowMetadata>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

test('the current details of a failed onboarding contain the step, the message, and what to do', async () => {
  const stage = await setStage();
  const handle = await stage.start({ customer: somebody(), password: 'short' });
  await expect(handle.result()).rejects.toThrow();
  const details = await currentDetails(handle);
  expect(details).toMatch(/^\*\*Failed at createCustomer: CustomerRejected\.\*\*/);
  expect(details).toMatch(/^> The password needs at least 8 characters/m);
  expect(details).toContain(`**What to do:** ${FAILURES.CustomerRejected.whatToDo}`);
  expect(details).toContain(`onboard retry ${handle.workflowId}`);
  expect(details).toMatch(/^\*\*Done:\*\* an access token was obtained\.$/m);
  expect(details).not.toMatch(/customer \d/);
});

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

test.each([
  ['token', /^\*\*In progress:\*\* getting an access token from Adobe IMS\.$/m, []],
  [
    'create',
    /^\*\*In progress:\*\* creating the customer in Commerce\.$/m,
    ['**Done:** an access token was obtained.'],
  ],
  [
    'update',
    /^\*\*In progress:\*\* updating customer 1 in Commerce\.$/m,
    ['**Done:** an access token was obtained; customer 1 is in Commerce.'],
  ],
] as const)(
  'while %s requests fail the details contain the current step and the completed ones',
  async (on, words, done) => {
    const stage = await setStage();
    stage.sandbox.fail({ on, what: UNAVAILABLE });
    const trying = stage.sandbox.nextRequest(on);
    const handle = await stage.start({ customer: somebody(), update: { lastname: 'Roe' } });
    await trying;
    const details = await currentDetails(handle);
    expect(details).toMatch(words);
    expect(details.match(/^\*\*Done:.*$/gm) ?? []).toEqual(done);
    stage.sandbox.clearFaults();
    await handle.result();
    expect(await currentDetails(handle)).toBe('Done: customer 1.');
  },
);

test('the details of an onboarding that failed at its update mention that the customer exists', async () => {
  const stage = await setStage();
  const handle = await stage.start({ customer: somebody(), update: { firstname: '<b>' } });
  await expect(handle.result()).rejects.toThrow();
  const details = await currentDetails(handle);
  expect(details).toMatch(/^\*\*Failed at updateCustomer: CustomerRejected\.\*\*/);
  expect(details).toMatch(/^\*\*Done:\*\* an access token was obtained; customer 1 is in Commerce\.$/m);
});

test('the details of a retry do not call an existing customer created', async () => {
  const stage = await setStage();
  const { client } = stage.temporal;
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const failed = await stage.start({ customer: somebody(), update: { firstname: '<b>' } });
  await expect(failed.result()).rejects.toThrow();
  stage.sandbox.fail({ on: 'read', what: UNAVAILABLE });
  const trying = stage.sandbox.nextRequest('read');
  const correction = { document: { update: null } };
  const retried = await retryOnboarding(client, { workflowId: failed.workflowId, restEndpoint, correction });
  if (retried.kind !== 'started') throw new Error(retried.kind);
  await trying;
  expect(await currentDetails(retried.handle)).toMatch(
    /^\*\*In progress:\*\* searching for the customer that the previous run created\.$/m,
  );
  stage.sandbox.clearFaults();
  await retried.handle.result();
});

test('the details of an onboarding with an ID of another form contain the right ID, and no retry', async () => {
  const stage = await setStage();
  const customer = somebody();
  const { email, website_id: websiteId } = customer;
  const handle = await stage.temporal.client.workflow.start(WORKFLOW_TYPE, {
    workflowId: `order-${email}`,
    taskQueue: stage.taskQueue,
    args: [{ customer }],
  });
  await expect(handle.result()).rejects.toThrow();
  const details = await currentDetails(handle);
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  const expected = onboardingWorkflowId({ restEndpoint, email, websiteId });
  expect(details).toContain(`**What to do:** Start it with the workflow ID \`${expected}\`.`);
  expect(details).not.toContain('onboard retry');
});

describe('what the UI shows beside an onboarding and its steps', () => {
  test('is encrypted in the history, and contains no personal data when it is decoded', async () => {
    const stage = await setStage();
    const customer = somebody({ firstname: 'Jane-Marie', lastname: 'Roe-Smith' });
    const handle = await stage.start({ customer, password: 'TempPa55word!' });
    await handle.result();
    const { events } = await handle.fetchHistory();
    const metadata = (events ?? []).flatMap(({ userMetadata }) => (userMetadata ? [userMetadata] : []));
    const payloads = metadata.flatMap(({ summary, details }) =>
      [summary, details].flatMap((one) => (one ? [one] : [])),
    );
    const encodings = payloads.map((one) => Buffer.from(one.metadata?.['encoding'] ?? []).toString());
    expect(encodings).toEqual(encodings.map(() => 'binary/encrypted'));
    // The onboarding's summary and details, and a summary for each of its two steps.
    expect(encodings).toHaveLength(4);

    const description = await handle.describe();
    const shown = [await description.staticSummary(), await description.staticDetails()].join('\n');
    expect(shown).toMatch(/^a customer on website 1, without an update\n/);
    expect(shown).toContain(`onboard retry ${handle.workflowId}`);
    for (const personal of [customer.email, 'Jane-Marie', 'Roe-Smith', 'TempPa55word!']) {
      expect(shown).not.toContain(personal);
    }
  });
});
