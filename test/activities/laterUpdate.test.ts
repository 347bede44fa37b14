import type { OnboardingInput } from '../../src/contract/onboarding';
import { startSandbox } from '../../src/sandbox';
import { outcomeOf } from '../../src/onboardings/outcome';
import { retryOnboarding } from '../../src/onboardings/retry/retryOnboarding';
import { clientOf } from '../sandbox/client';
import { somebody, welcomed } from '../setup/people';
import { setStage, type Stage } from '../setup/stage';

const UNAVAILABLE = { kind: 'status', status: 503, made: false } as const;

function kinds({ sandbox }: Stage): string[] {
  return sandbox.requests().map(({ kind }) => kind);
}

test.each([1, 2])('the normal case has three requests, with %d workers', async (workers) => {
  const stage = await setStage({ workers });
  await (await stage.start(welcomed())).result();
  expect(kinds(stage).filter((kind) => kind !== 'token')).toEqual(['create', 'update']);
});

/** The first try of the update fails, and the person changes the record before the next one. */
async function changedMeanwhile(stage: Stage, input: OnboardingInput, changes: Record<string, unknown>) {
  const shop = await clientOf(stage.sandbox);
  stage.sandbox.fail({ on: 'update', what: UNAVAILABLE, count: 1 });
  const updating = stage.sandbox.nextRequest('update');
  const handle = await stage.start(input);
  await updating;
  const { firstname, lastname, email } = input.customer;
  await shop.update(1, { id: 1, email, firstname, lastname, website_id: 1, ...changes });
  return await handle.result();
}

describe('what the person changes while the update waits', () => {
  const later = { settings: { retryFirstMs: 3_000, retryMaxMs: 3_000 } };

  test('stays: the name and the address that the update does not name', async () => {
    const stage = await setStage(later);
    const email = somebody().email;
    const input = { customer: somebody(), update: { group_id: 2 } };
    const result = await changedMeanwhile(stage, input, { email, firstname: 'Jane', lastname: 'Roe' });
    expect(stage.sandbox.customers()).toMatchObject([
      { email, firstname: 'Jane', lastname: 'Roe', group_id: 2 },
    ]);
    expect(result.differences).toEqual([]);
  });

  test('stays, and is no difference, though the update repeats the address of the onboarding', async () => {
    const stage = await setStage(later);
    const email = somebody().email;
    const customer = somebody();
    const update = { group_id: 2, email: customer.email, website_id: 1 };
    const result = await changedMeanwhile(stage, { customer, update }, { email });
    expect(stage.sandbox.customers()).toMatchObject([{ email, group_id: 2 }]);
    expect(result.differences).toEqual([]);
  });

  test('stays although the update wants another value, and the result reports it', async () => {
    const stage = await setStage(later);
    const input = { customer: somebody(), update: { lastname: 'Doe-Updated', group_id: 2 } };
    const result = await changedMeanwhile(stage, input, { lastname: 'Roe' });
    expect(stage.sandbox.customers()).toMatchObject([{ lastname: 'Roe', group_id: 2 }]);
    expect(result.differences).toEqual([{ field: 'updated.lastname', sent: 'Doe-Updated', stored: 'Roe' }]);
  });
});

test('an update whose answer is lost is not sent again, and leaves no differences', async () => {
  const stage = await setStage();
  stage.sandbox.fail({ on: 'update', what: { kind: 'reset', made: true }, count: 1 });
  expect(await (await stage.start(welcomed())).result()).toMatchObject({
    updated: { lastname: 'Doe-Updated' },
    differences: [],
  });
  expect(kinds(stage).filter((kind) => kind === 'update')).toHaveLength(1);
});

test('after a reset of the shop the record that has the ID now is unchanged, and a retry makes a new customer', async () => {
  const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
  const { sandbox, temporal } = stage;
  sandbox.fail({ on: 'update', what: UNAVAILABLE });
  const { workflowId } = await stage.start(welcomed());
  await outcomeOf(temporal.client.workflow.getHandle(workflowId));
  const { REST_ENDPOINT: restEndpoint } = sandbox.settings;
  const port = Number(new URL(restEndpoint).port);
  await sandbox.stop();
  const reset = await startSandbox({ port });
  try {
    reset.addCustomer({ ...somebody(), created_at: '2020-01-01 00:00:00' });
    const before = reset.customers();
    const retry = async () => {
      const retried = await retryOnboarding(temporal.client, { workflowId, restEndpoint });
      if (retried.kind !== 'started') throw new Error(retried.kind);
      return await outcomeOf(retried.handle);
    };
    expect(await retry()).toMatchObject({ failure: { type: 'CustomerReplaced', customerId: 1 } });
    expect(reset.customers()).toEqual(before);
    expect(await retry()).toMatchObject({ status: 'done', result: { customerId: 2, recovered: false } });
    expect(reset.customers()[0]).toEqual(before[0]);
  } finally {
    await reset.stop();
  }
});

describe('a retry without an update', () => {
  test('does not report success for a customer that no longer exists', async () => {
    const stage = await setStage({ settings: { giveUpAfterMs: 1 } });
    stage.sandbox.fail({ on: 'update', what: UNAVAILABLE });
    const { workflowId } = await stage.start(welcomed());
    await outcomeOf(stage.temporal.client.workflow.getHandle(workflowId));
    stage.sandbox.clear();
    const { REST_ENDPOINT: restEndpoint } = stage.sandbox.settings;
    const correction = { document: { update: null } };
    const retried = await retryOnboarding(stage.temporal.client, { workflowId, restEndpoint, correction });
    if (retried.kind !== 'started') throw new Error(retried.kind);
    expect(await outcomeOf(retried.handle)).toMatchObject({ failure: { type: 'CustomerNotFound' } });
  });
});
