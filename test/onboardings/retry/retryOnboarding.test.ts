import type { OnboardingInput } from '../../../src/contract/onboarding';
import { outcomeOf } from '../../../src/onboardings/outcome';
import type { Correction } from '../../../src/onboardings/retry/correctedInput';
import { startOfRun } from '../../../src/onboardings/startOfRun';
import { type Retry, retryOnboarding } from '../../../src/onboardings/retry/retryOnboarding';
import { somebody } from '../../setup/people';
import { setStage, type Stage } from '../../setup/stage';

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

function welcomed(): OnboardingInput {
  return { customer: somebody(), password: 'TempPa55word!', update: { lastname: 'Doe-Updated' } };
}

async function stageThatGivesUp(): Promise<Stage> {
  return await setStage({ settings: { giveUpAfterMs: 500 } });
}

async function failed(stage: Stage, input: OnboardingInput): Promise<string> {
  const handle = await stage.start(input);
  expect(await outcomeOf(handle)).toMatchObject({ status: 'failed' });
  stage.sandbox.clearFaults();
  return handle.workflowId;
}

async function retry(stage: Stage, workflowId: string, correction: Correction = {}): Promise<Retry> {
  const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
  return await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint, correction });
}

async function resultOf(retried: Retry) {
  if (retried.kind !== 'started') throw new Error(`it was not retried: ${JSON.stringify(retried)}`);
  return await retried.handle.result();
}

function kindsAfter(stage: Stage, count: number): string[] {
  return stage.sandbox
    .requests()
    .slice(count)
    .map(({ kind }) => kind);
}

describe('an onboarding that failed at the update', () => {
  test('sends no POST again, and its result has the customer that was created', async () => {
    const stage = await stageThatGivesUp();
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const workflowId = await failed(stage, welcomed());
    const before = stage.sandbox.requests().length;
    expect(await resultOf(await retry(stage, workflowId))).toMatchObject({
      customerId: 1,
      adopted: false,
      created: { lastname: 'Doe' },
      updated: { lastname: 'Doe-Updated' },
    });
    expect(kindsAfter(stage, before)).toEqual(['read', 'update']);
  });

  test('is retried with a different update, and then again', async () => {
    const stage = await stageThatGivesUp();
    const workflowId = await failed(stage, { customer: somebody(), update: { firstname: '<b>' } });
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const again = await retry(stage, workflowId, { document: { update: { firstname: 'Jim' } } });
    if (again.kind !== 'started') throw new Error('it was not retried');
    expect(await outcomeOf(again.handle)).toMatchObject({
      failure: { type: 'CommerceUnavailable', customerId: 1 },
    });
    stage.sandbox.clearFaults();
    expect(await resultOf(await retry(stage, workflowId))).toMatchObject({ updated: { firstname: 'Jim' } });
    expect(stage.sandbox.requests().filter(({ kind }) => kind === 'create')).toHaveLength(1);
  });

  test('may not change the name or password of the created customer', async () => {
    const stage = await stageThatGivesUp();
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const workflowId = await failed(stage, welcomed());
    const document = { customer: { lastname: 'Roe' }, password: 'An0therPa55word!' };
    expect(await retry(stage, workflowId, { document })).toEqual({
      kind: 'badInput',
      problems: [
        'customer.lastname: stays as it was, as the customer is made; only update may differ now',
        'password: stays as it was, as the customer is made; only update may differ now',
      ],
    });
  });

  test('whose customer was deleted creates it again', async () => {
    const stage = await stageThatGivesUp();
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const workflowId = await failed(stage, welcomed());
    stage.sandbox.clear();
    const again = await retry(stage, workflowId);
    if (again.kind !== 'started') throw new Error('it was not retried');
    expect(await outcomeOf(again.handle)).toMatchObject({ failure: { type: 'CustomerNotFound' } });
    expect(await resultOf(await retry(stage, workflowId))).toMatchObject({ adopted: false });
    expect(stage.sandbox.customers()).toHaveLength(1);
  });
});

describe('an onboarding that lost the response to its POST before it failed', () => {
  /** The customer is created, and Commerce answers no look-ups until the time to give up is over. */
  async function failedAfterLostAnswer(stage: Stage, input: OnboardingInput): Promise<string> {
    stage.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
    stage.sandbox.fail({ on: 'lookUp', what: UNAVAILABLE });
    return await failed(stage, input);
  }

  test('ends with the customer recovered', async () => {
    const stage = await stageThatGivesUp();
    const workflowId = await failedAfterLostAnswer(stage, welcomed());
    expect(await resultOf(await retry(stage, workflowId))).toMatchObject({
      customerId: 1,
      adopted: false,
      recovered: true,
    });
    expect(stage.sandbox.mails()).toHaveLength(1);
  });

  test('ends with it recovered, with corrected names', async () => {
    const stage = await stageThatGivesUp();
    const workflowId = await failedAfterLostAnswer(stage, { customer: somebody() });
    const document = { customer: { firstname: 'Johnny', lastname: 'Roe' } };
    expect(await resultOf(await retry(stage, workflowId, { document }))).toMatchObject({
      adopted: false,
      recovered: true,
      created: { firstname: 'John', lastname: 'Doe' },
    });
    expect(stage.sandbox.mails()).toHaveLength(1);
  });

  test('ends with it recovered, with names that were corrected twice, once by a plain start', async () => {
    const stage = await stageThatGivesUp();
    const input = { customer: somebody() };
    const workflowId = await failedAfterLostAnswer(stage, input);
    stage.sandbox.fail({ on: 'token', what: { kind: 'status', status: 400, made: false } });
    stage.sandbox.revokeTokens();
    stage.sandbox.fail({ on: 'lookUp', what: UNAVAILABLE });
    stage.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    await failed(stage, { customer: { ...input.customer, lastname: 'Dow' } });
    const document = { customer: { lastname: 'Roe' } };
    expect(await resultOf(await retry(stage, workflowId, { document }))).toMatchObject({
      adopted: false,
      recovered: true,
      created: { lastname: 'Doe' },
    });
  });

  test('does not treat a stranger who existed before as its own', async () => {
    const stage = await stageThatGivesUp();
    const input = welcomed();
    stage.sandbox.addCustomer({ ...input.customer, created_at: '2020-01-01 00:00:00' });
    stage.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    stage.sandbox.fail({ on: 'lookUp', what: UNAVAILABLE });
    const again = await retry(stage, await failed(stage, input));
    if (again.kind !== 'started') throw new Error('it was not retried');
    expect(await outcomeOf(again.handle)).toMatchObject({ failure: { type: 'CustomerAlreadyExists' } });
  });
});

describe('an onboarding is not retried', () => {
  test('while it runs, nor when it is done', async () => {
    const stage = await setStage();
    stage.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    const trying = stage.sandbox.nextRequest('create');
    const handle = await stage.start(welcomed());
    await trying;
    expect(await retry(stage, handle.workflowId)).toEqual({ kind: 'running' });
    stage.sandbox.clearFaults();
    await handle.result();
    expect(await retry(stage, handle.workflowId)).toEqual({ kind: 'done' });
  });

  test('if there is a newer run than the given one', async () => {
    const stage = await stageThatGivesUp();
    stage.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    const handle = await stage.start(welcomed());
    await outcomeOf(handle);
    const { runId } = await handle.describe();
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const { workflowId } = handle;
    const again = await retry(stage, workflowId);
    if (again.kind !== 'started') throw new Error('it was not retried');
    await outcomeOf(again.handle);
    expect(await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint, runId })).toEqual({
      kind: 'retriedSince',
    });
  });

  test('by nine of ten simultaneous retries', async () => {
    const stage = await stageThatGivesUp();
    stage.sandbox.fail({ on: 'create', what: UNAVAILABLE });
    const workflowId = await failed(stage, welcomed());
    const retries = await Promise.all(Array.from({ length: 10 }, () => retry(stage, workflowId)));
    expect(retries.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    await outcomeOf(stage.temporal.client.workflow.getHandle(workflowId));
    expect(stage.sandbox.customers()).toHaveLength(1);
    expect(stage.sandbox.mails()).toHaveLength(1);
  });

  test('if Temporal does not know it', async () => {
    const stage = await setStage({ workers: 0 });
    expect(await retry(stage, `onboard-${'0'.repeat(32)}`)).toEqual({ kind: 'unknown' });
  });
});

test('a cancelled or terminated onboarding resumes', async () => {
  const stage = await setStage();
  stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
  const updating = stage.sandbox.nextRequest('update');
  const handle = await stage.start(welcomed());
  await updating;
  await handle.terminate('tried here');
  stage.sandbox.clearFaults();
  expect(await resultOf(await retry(stage, handle.workflowId))).toMatchObject({ customerId: 1 });
  expect(stage.sandbox.requests().filter(({ kind }) => kind === 'create')).toHaveLength(1);
});

describe('a corrected input', () => {
  const rejected = async (stage: Stage, input: OnboardingInput) =>
    await failed(stage, { ...input, password: 'short' });

  test('keeps what it does not name, even if it names the whole customer', async () => {
    const stage = await setStage();
    const input: OnboardingInput = { ...welcomed(), onExisting: 'adopt' };
    const workflowId = await failed(stage, {
      ...input,
      customer: { ...input.customer, firstname: '<b>' },
    });
    const document = { customer: { ...input.customer, firstname: 'Johnny' } };
    const retried = await retry(stage, workflowId, { document });
    expect(await resultOf(retried)).toMatchObject({
      created: { firstname: 'Johnny' },
      updated: { lastname: 'Doe-Updated' },
    });
    const { args } = await startOfRun(stage.temporal.client, { workflowId });
    expect(args[0]).toEqual({ ...input, ...document });
  });

  test('that replaces the earlier one keeps nothing of it', async () => {
    const stage = await setStage();
    const input = welcomed();
    const workflowId = await rejected(stage, input);
    const document = { customer: { ...input.customer, firstname: 'Johnny' } };
    expect(await resultOf(await retry(stage, workflowId, { document, replace: true }))).toMatchObject({
      created: { firstname: 'Johnny' },
      updated: null,
    });
  });

  test('that replaces the earlier one must be complete', async () => {
    const stage = await setStage();
    const workflowId = await rejected(stage, welcomed());
    const document = { password: 'TempPa55word!' };
    expect(await retry(stage, workflowId, { document, replace: true })).toEqual({
      kind: 'badInput',
      problems: [expect.stringMatching(/^customer: is missing/)],
    });
  });

  test('may not change the address', async () => {
    const stage = await setStage();
    const workflowId = await rejected(stage, welcomed());
    const document = { customer: { email: 'somebody.else@example.com' } };
    expect(await retry(stage, workflowId, { document })).toMatchObject({
      kind: 'badInput',
      problems: [expect.stringMatching(/^customer: the address and the website .* not onboard-/)],
    });
  });

  test('is refused with every mistake at once', async () => {
    const stage = await setStage();
    const workflowId = await rejected(stage, welcomed());
    const document = { customer: { firstname: null, id: 7 } };
    expect(await retry(stage, workflowId, { document })).toMatchObject({
      kind: 'badInput',
      problems: [expect.stringMatching(/^customer\.id: /), expect.stringMatching(/^customer\.firstname: /)],
    });
  });

  test('may adopt only after CustomerAlreadyExists', async () => {
    const stage = await setStage();
    const workflowId = await rejected(stage, welcomed());
    expect(await retry(stage, workflowId, { adopt: true })).toMatchObject({ kind: 'badInput' });
  });
});
