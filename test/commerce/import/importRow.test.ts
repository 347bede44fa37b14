import type { StepFailure } from '../../../src/commerce/failure';
import { RowImport } from '../../../src/commerce/importRow';
import type { OnboardingInput } from '../../../src/contract/onboarding';
import { checkedInput } from '../../setup/checkedInput';
import { anAttempt, kindsOf, openTenant } from '../tenant';

const john = { email: 'john@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 };

async function openRow(more: Pick<OnboardingInput, 'update'> = {}) {
  const tenant = await openTenant();
  const row = new RowImport(
    { row: 1, input: checkedInput({ customer: john, ...more }) },
    {
      api: tenant.commerce.customers,
      evidence: {
        earlierPostMayHaveArrived: false,
        followsAnotherRun: false,
        firstStartedAt: new Date(Date.now() - 1_000),
        earlierRuns: () => Promise.resolve([]),
        serverTime: () => Promise.resolve(Date.now()),
      },
      attempt: anAttempt(),
      whileUnsent: new AbortController().signal,
      clockToleranceMs: 30_000,
    },
  );
  return { ...tenant, row };
}

test('a row whose POST was never sent does not count as made when somebody else signs up meanwhile', async () => {
  const { sandbox, commerce, connect, row } = await openRow();
  sandbox.fail({ on: 'token', what: { kind: 'html', status: 503, made: false }, count: 1 });
  await expect(row.tryOnce()).rejects.toMatchObject({ type: 'ImsUnavailable' });
  expect(kindsOf(sandbox)).toEqual(['token']);
  await connect().customers.create({ customer: john }, anAttempt());
  await commerce.tokens.get(anAttempt());
  await expect(row.tryOnce()).rejects.toMatchObject({ type: 'CustomerAlreadyExists' });
});

test('a row whose answer was lost is found and not made twice', async () => {
  const { sandbox, row } = await openRow();
  sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
  await expect(row.tryOnce()).rejects.toMatchObject({ type: 'CommerceUnavailable' });
  expect(await row.tryOnce()).toMatchObject({ outcome: 'made' });
  expect(sandbox.customers()).toHaveLength(1);
});

test('a row whose update fails is not created again, and is refused at that step', async () => {
  const { sandbox, row } = await openRow({ update: { lastname: 'Roe' } });
  sandbox.fail({ on: 'update', what: { kind: 'status', status: 503, made: false }, count: 1 });
  const failure = await row.tryOnce().catch((error: unknown) => error);
  expect(row.refusedWith(failure as StepFailure)).toMatchObject({
    outcome: 'refused',
    failure: { type: 'CommerceUnavailable', step: 'updateCustomer', customerId: 1 },
  });
  expect(await row.tryOnce()).toMatchObject({ outcome: 'made', customerId: 1 });
  expect(kindsOf(sandbox).filter((kind) => kind === 'create')).toHaveLength(1);
});
