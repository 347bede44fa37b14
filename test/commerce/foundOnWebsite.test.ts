import { createOnce, type Creation } from '../../src/commerce/createOnce';
import { checkedInput } from '../setup/checkedInput';
import { anAttempt, openTenant, type Tenant } from './tenant';

const john = { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 };

async function createAgain({ commerce }: Tenant): Promise<Creation> {
  return await createOnce({
    api: commerce.customers,
    input: checkedInput({ customer: john }),
    evidence: {
      earlierPostMayHaveArrived: true,
      followsAnotherRun: false,
      firstStartedAt: new Date(Date.now() - 1_000),
      earlierRuns: () => Promise.resolve([]),
      serverTime: () => Promise.resolve(Date.now()),
    },
    attempt: anAttempt(),
    clockToleranceMs: 30_000,
  });
}

test("a search uses the input's website", async () => {
  const tenant = await openTenant();
  await createAgain(tenant);
  const look = tenant.sandbox.requests().find(({ kind }) => kind === 'lookUp');
  const query = new URL(look?.path ?? '', tenant.sandbox.url).searchParams;
  expect(query.get('searchCriteria[filterGroups][1][filters][0][field]')).toBe('website_id');
  expect(query.get('searchCriteria[filterGroups][1][filters][0][value]')).toBe('1');
});

test('a customer of another website is another one, even if Commerce ignores the filter and returns it', async () => {
  const tenant = await openTenant();
  tenant.sandbox.addCustomer({ ...john, website_id: 2 });
  const body = { items: tenant.sandbox.customers(), search_criteria: {}, total_count: 1 };
  tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 200, made: false, body }, count: 1 });
  expect(await createAgain(tenant)).toMatchObject({ origin: 'made', customer: { website_id: 1 } });
});

test('an answer with a customer of another address does not match the request', async () => {
  const tenant = await openTenant();
  const body = { ...john, id: 7, email: 'somebody.else@example.com' };
  tenant.sandbox.fail({ on: 'create', what: { kind: 'status', status: 200, made: false, body } });
  await expect(createAgain(tenant)).rejects.toMatchObject({ type: 'UnexpectedResponse' });
});
