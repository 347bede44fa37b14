import { parseCustomer } from '../../src/commerce/customerApi';
import { updateCustomer, type UpdateCustomerOptions } from '../../src/commerce/updateCustomer';
import type { Customer, CustomerUpdate } from '../../src/contract/onboarding';
import { checkedUpdate } from '../setup/checkedInput';
import { anAttempt, openTenant, type Tenant } from './tenant';

const john = { email: 'john.doe@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 };

function addJohn({ sandbox }: Tenant): Customer {
  sandbox.addCustomer(john);
  const created = parseCustomer(sandbox.customers()[0]);
  if (!created) throw new Error('the sandbox has no customer');
  return created;
}

async function update(
  { commerce }: Tenant,
  created: Customer,
  fields: CustomerUpdate,
  record: UpdateCustomerOptions['record'] = 'justMade',
) {
  return await updateCustomer({
    api: commerce.customers,
    created,
    update: checkedUpdate(fields),
    attempt: anAttempt(),
    record,
  });
}

function bodiesOf({ sandbox }: Tenant): unknown[] {
  return sandbox.requests().flatMap(({ kind, body }) => (kind === 'update' ? [body] : []));
}

test('required fields are filled in, and nothing else is sent', async () => {
  const tenant = await openTenant();
  const created = addJohn(tenant);
  const { customer } = await update(tenant, created, { lastname: 'Doe-Updated' });
  expect(customer).toMatchObject({ id: created.id, lastname: 'Doe-Updated' });
  expect(bodiesOf(tenant)).toEqual([
    { customer: { id: created.id, email: john.email, firstname: 'John', lastname: 'Doe-Updated' } },
  ]);
});

test.each(['en', 'de'] as const)('the website is sent once Commerce requires it (%s)', async (language) => {
  const tenant = await openTenant({ requireWebsiteOnUpdate: true, language });
  const created = addJohn(tenant);
  await update(tenant, created, { lastname: 'Doe-Updated' });
  expect(bodiesOf(tenant)).toMatchObject([{ customer: { id: created.id } }, { customer: { website_id: 1 } }]);
  expect(tenant.sandbox.customers()).toMatchObject([{ lastname: 'Doe-Updated' }]);
});

test('a missing customer is CustomerNotFound, in any language', async () => {
  for (const language of ['en', 'de'] as const) {
    const tenant = await openTenant({ language });
    const gone = { ...addJohn(tenant), id: 99 };
    await expect(update(tenant, gone, {})).rejects.toMatchObject({ type: 'CustomerNotFound' });
  }
});

test("a refusal has Commerce's words", async () => {
  const tenant = await openTenant();
  const created = addJohn(tenant);
  await expect(update(tenant, created, { firstname: '<b>' })).rejects.toMatchObject({
    type: 'CustomerRejected',
    message: 'First Name is not valid!',
  });
});

test('an answer with another customer is invalid', async () => {
  const tenant = await openTenant();
  const created = addJohn(tenant);
  const body = { ...created, id: created.id + 1 };
  tenant.sandbox.fail({ on: 'update', what: { kind: 'status', status: 200, made: false, body } });
  await expect(update(tenant, created, {})).rejects.toMatchObject({ type: 'UnexpectedResponse' });
});

describe('an update after which addresses are missing that it does not name', () => {
  const addresses = [{ id: 9, customer_id: 1, city: 'Austin' }];
  const lost = {
    field: 'updated.addresses.0',
    sent: { id: 9, customer_id: 1, city: 'Austin' },
    stored: null,
  };

  test('reports them', async () => {
    const tenant = await openTenant();
    const created = { ...addJohn(tenant), addresses };
    const { differences } = await update(tenant, created, { lastname: 'Roe' });
    expect(differences).toEqual([lost]);
  });

  test('reports them if an earlier try whose answer was lost removed them, but not what the person changed', async () => {
    const tenant = await openTenant();
    const created = { ...addJohn(tenant), addresses, group_id: 3 };
    // The second try finds its field changed already, and sends nothing.
    for (const fields of [{ lastname: 'Roe' }, { lastname: 'Roe' }]) {
      const { differences } = await update(tenant, created, fields, 'mayBeUpdated');
      expect(differences).toEqual([lost]);
    }
    const { differences } = await update(tenant, created, { lastname: 'Roe' }, 'mayHaveChanged');
    expect(differences).toEqual([]);
  });
});
