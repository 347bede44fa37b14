import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { OnboardingInput } from '../../src/contract/onboarding';
import { onboardingWorkflowId } from '../../src/contract/parse/workflowId';
import { encryptingKeyId } from '../../src/temporal/encryption';
import { folderWith } from '../cli/onboard';
import { type GatewayStageOptions, setGatewayStage } from '../gateway/stage';
import { CALLERS, type CallersPlace, EXAMPLES, GO, LIBRARY, PYTHON } from './callers';

/** The first test of an example installs and builds it. */
jest.setTimeout(900_000);

const TUTORIAL = resolve(__dirname, '../../examples/john-doe.json');
const tutorial = JSON.parse(readFileSync(TUTORIAL, 'utf8')) as OnboardingInput;

describe.each([...EXAMPLES, LIBRARY])('a caller by $name', (caller) => {
  test("onboards the tutorial's customer; the second time it returns the same result and makes no customer", async () => {
    const place = await openPlace();
    const first = await caller.onboard(TUTORIAL, place);
    expect(first).toMatchObject({
      kind: 'done',
      result: {
        customerId: 1,
        adopted: false,
        recovered: false,
        created: { email: 'john.doe@example.com', lastname: 'Doe' },
        updated: { lastname: 'Doe-Updated' },
        differences: [],
      },
    });
    const { sandbox } = place.stage;
    const requests = sandbox.requests().length;
    expect(await caller.onboard(TUTORIAL, place)).toEqual(first);
    expect(sandbox.requests()).toHaveLength(requests);
    expect(sandbox.mails()).toHaveLength(1);
  });

  test("reports a refused password in Commerce's words, and starts again with a better one", async () => {
    const place = await openPlace();
    const refused = await caller.onboard(await fileOf({ ...tutorial, password: 'weak' }), place);
    expect(refused).toEqual({ kind: 'failed', words: expect.stringContaining('CustomerRejected') });
    expect(refused).toMatchObject({
      words: expect.stringContaining('The password needs at least 8 characters'),
    });
    expect(await caller.onboard(TUTORIAL, place)).toMatchObject({ kind: 'done', result: { customerId: 1 } });
  });
});

describe.each([PYTHON, GO])('the example in $name', (caller) => {
  test('encrypts its input with the key that workers read', async () => {
    const place = await openPlace();
    await caller.onboard(TUTORIAL, place);
    const { temporal, sandbox } = place.stage;
    const { email, website_id: websiteId } = tutorial.customer;
    const restEndpoint = sandbox.settings.REST_ENDPOINT;
    const workflowId = onboardingWorkflowId({ restEndpoint, email, websiteId });
    const { events } = await temporal.client.workflow.getHandle(workflowId).fetchHistory();
    const [input] = events![0]!.workflowExecutionStartedEventAttributes!.input!.payloads!;
    expect(encryptingKeyId(input!)).toBe('suite');
  });

  test('computes the ID that workers expect for capital letters, for letters beyond ASCII, and without a website', async () => {
    const place = await openPlace({ workers: 0 });
    const { REST_ENDPOINT: asGiven } = place.stage.sandbox.settings;
    const restEndpoint = asGiven.replace('127.0.0.1', 'LocalHost');
    await place.stage.addWorker({ commerce: { restEndpoint } });
    const file = await fileOf({
      customer: { email: 'JÜRGEN.Doe@Example.com', firstname: 'J', lastname: 'D' },
    });
    expect(await caller.onboard(file, { ...place, restEndpoint: `${restEndpoint}/` })).toMatchObject({
      kind: 'done',
      result: { customerId: 1 },
    });
  });
});

test('all callers for one address at once: one customer, one answer', async () => {
  const place = await openPlace();
  const answers = await Promise.all(
    [...CALLERS, ...CALLERS].map(async (caller) => await caller.onboard(TUTORIAL, place)),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1);
  expect(answers[0]).toMatchObject({ kind: 'done', result: { customerId: 1, adopted: false } });
  const { sandbox } = place.stage;
  expect(sandbox.customers()).toHaveLength(1);
  expect(sandbox.mails()).toHaveLength(1);
});

/** The tutorial's address is new to the server, because the tenant is new. */
async function openPlace(options: GatewayStageOptions = {}): Promise<CallersPlace> {
  const stage = await setGatewayStage({ ...options, sandbox: { tenant: `Tenant-${randomUUID()}` } });
  return { stage, apiKey: await stage.makeKey(['start']) };
}

async function fileOf(input: OnboardingInput): Promise<string> {
  return join(await folderWith({ 'input.json': JSON.stringify(input) }), 'input.json');
}
