import { onboardingWorkflowId, personId } from '../../src/contract/parse/workflowId';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { listOnboardings, type OnboardingFilter } from '../../src/onboardings/listOnboardings';
import { summarizeOnboardings } from '../../src/onboardings/summarizeOnboardings';
import { somebody } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

type Filter = Omit<OnboardingFilter, 'taskQueue'>;

async function listed({ temporal, taskQueue }: Stage, filter: Filter = {}) {
  const found = [];
  for await (const onboarding of listOnboardings(temporal.client, { taskQueue, ...filter })) {
    found.push(onboarding);
  }
  return found;
}

async function ended(stage: Stage, input: OnboardingInput): Promise<string> {
  const handle = await stage.start(input);
  await handle.result().catch(() => undefined);
  return handle.workflowId;
}

const done = (): OnboardingInput => ({ customer: somebody() });
const refused = (): OnboardingInput => ({ customer: somebody(), password: 'short' });

/** Visibility lags behind runs that ended. */
async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('lists the outcome of each, and of failed ones the type and the step', async () => {
  const stage = await setStage();
  const [doneId, failedId] = [await ended(stage, done()), await ended(stage, refused())];
  const all = await until(
    () => listed(stage),
    (found) => found.length === 2 && found.every(({ closedAt }) => closedAt),
  );
  const byId = Object.fromEntries(all.map((one) => [one.workflowId, one]));
  expect(byId[doneId]).toMatchObject({ status: 'done', failure: null, step: null, customerId: 1 });
  expect(byId[failedId]).toMatchObject({
    status: 'failed',
    failure: 'CustomerRejected',
    step: 'createCustomer',
    customerId: null,
  });
});

test('one that failed and was started again is listed once, as its newest run', async () => {
  const stage = await setStage();
  const input = refused();
  await ended(stage, input);
  const workflowId = await ended(stage, { ...input, password: 'TempPa55word!' });
  const found = await until(
    () => listed(stage),
    ([first]) => first?.status === 'done',
  );
  expect(found).toMatchObject([{ workflowId, status: 'done', failure: null }]);
  expect(await listed(stage, { status: 'failed' })).toEqual([]);
  expect(await listed(stage, { failure: 'CustomerRejected' })).toEqual([]);
  const { temporal, taskQueue } = stage;
  expect(await summarizeOnboardings(temporal.client, { taskQueue })).toMatchObject({
    statuses: { done: 1, failed: 0 },
    failures: {},
  });
});

test('filters by status, failure, time and person', async () => {
  const stage = await setStage();
  const input = done();
  const doneId = await ended(stage, input);
  const failedId = await ended(stage, refused());
  const ids = async (filter: Filter) => (await listed(stage, filter)).map(({ workflowId }) => workflowId);
  await until(
    () => ids({ failure: 'CustomerRejected' }),
    ({ length }) => length === 1,
  );
  expect(await ids({ status: 'done' })).toEqual([doneId]);
  expect(await ids({ status: 'failed' })).toEqual([failedId]);
  expect(await ids({ status: 'running' })).toEqual([]);
  expect(await ids({ failure: 'AccessDenied' })).toEqual([]);
  expect(await ids({ since: new Date(Date.now() + 60_000) })).toEqual([]);
  expect(await ids({ since: new Date(Date.now() - 60_000), status: 'done' })).toEqual([doneId]);
  const restEndpoint = stage.sandbox.settings.REST_ENDPOINT;
  const { email, website_id: websiteId } = input.customer;
  expect(await ids({ person: personId({ restEndpoint, email }) })).toEqual([
    onboardingWorkflowId({ restEndpoint, email, websiteId }),
  ]);
});

test('the summary counts by status, and failed ones by type', async () => {
  const stage = await setStage();
  const { temporal, taskQueue } = stage;
  await Promise.all([done(), done(), refused()].map((input) => ended(stage, input)));
  const existing = done();
  stage.sandbox.addCustomer({ ...existing.customer, firstname: 'Stranger' });
  await ended(stage, existing);
  const summary = await until(
    () => summarizeOnboardings(temporal.client, { taskQueue }),
    ({ statuses }) => statuses.running === 0 && statuses.done === 2 && statuses.failed === 2,
  );
  expect(summary).toEqual({
    statuses: { running: 0, stuck: 0, done: 2, failed: 2, cancelled: 0, terminated: 0, timedOut: 0 },
    failures: { CustomerRejected: 1, CustomerAlreadyExists: 1 },
  });
});
