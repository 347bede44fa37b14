import { createOnce, type Creation, type Evidence } from '../../src/commerce/createOnce';
import { readCustomer } from '../../src/commerce/readCustomer';
import type { CustomerFields, OnboardingInput } from '../../src/contract/onboarding';
import { checkedInput } from '../setup/checkedInput';
import { anAttempt, kindsOf, openTenant, type Tenant } from './tenant';

const HOUR_MS = 3_600_000;
const john: CustomerFields = {
  email: 'john.doe@example.com',
  firstname: 'John',
  lastname: 'Doe',
  website_id: 1,
};

/** A time in Commerce's form. */
function utc(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The evidence for the first attempt of a first run: no earlier POST, and no earlier run. */
const firstAttempt: Evidence = {
  earlierPostMayHaveArrived: false,
  followsAnotherRun: false,
  get firstStartedAt() {
    return new Date();
  },
  earlierRuns: () => Promise.resolve([]),
  serverTime: () => Promise.resolve(Date.now()),
};

function secondAttempt(firstStartedAt = new Date(Date.now() - 1_000)): Evidence {
  return { ...firstAttempt, earlierPostMayHaveArrived: true, firstStartedAt };
}

async function create(
  { commerce }: Tenant,
  input: OnboardingInput,
  evidence: Evidence = firstAttempt,
): Promise<Creation> {
  return await createOnce({
    api: commerce.customers,
    input: checkedInput(input),
    evidence,
    attempt: anAttempt(),
    clockToleranceMs: 30_000,
  });
}

/** Makes a customer as a first attempt whose answer was lost. */
async function createWithLostAnswer(tenant: Tenant, input: OnboardingInput): Promise<void> {
  tenant.sandbox.fail({ on: 'create', what: { kind: 'reset', made: true }, count: 1 });
  await expect(create(tenant, input)).rejects.toMatchObject({ type: 'CommerceUnavailable' });
  tenant.sandbox.clearFaults();
}

/** Changes a customer as an administrator of the shop does. */
async function deleteCustomer({ sandbox, commerce }: Tenant, id: number): Promise<void> {
  const { value } = await commerce.tokens.get(anAttempt());
  const url = `${sandbox.settings.REST_ENDPOINT}/V1/customers/${id}`;
  const answer = await fetch(url, { method: 'DELETE', headers: { authorization: `Bearer ${value}` } });
  expect(answer.status).toBe(200);
}

function expectOneCustomer({ sandbox }: Tenant): void {
  expect(sandbox.customers()).toHaveLength(1);
  expect(sandbox.mails()).toHaveLength(1);
}

describe('a first attempt', () => {
  test('sends the POST without a search', async () => {
    const tenant = await openTenant();
    const creation = await create(tenant, { customer: john, password: 'TempPa55word!' });
    expect(creation).toMatchObject({ origin: 'made', customer: { id: 1, email: john.email } });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create']);
  });

  test('leaves a stranger with the same address unchanged, and names his ID', async () => {
    const tenant = await openTenant();
    const id = tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody', lastname: 'Else' });
    const before = tenant.sandbox.customers();
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
      details: { customerId: id },
    });
    expect(tenant.sandbox.customers()).toEqual(before);
  });

  test('does not treat a stranger with the same names as its own, though he came a moment ago', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer(john);
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CustomerAlreadyExists' });
  });

  test('adopts a stranger if the caller asks for it', async () => {
    const tenant = await openTenant();
    const id = tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody' });
    const creation = await create(tenant, { customer: john, onExisting: 'adopt' });
    expect(creation).toMatchObject({ origin: 'adopted', customer: { id, firstname: 'Somebody' } });
  });

  test('does not search if the refusal is known to mean something else', async () => {
    const tenant = await openTenant();
    await expect(create(tenant, { customer: john, password: 'weak' })).rejects.toMatchObject({
      type: 'CustomerRejected',
      message: expect.stringContaining('at least 8 characters'),
    });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create']);
  });
});

describe('after an attempt whose answer was lost', () => {
  test('finds the customer, and no second POST is sent', async () => {
    const tenant = await openTenant();
    await createWithLostAnswer(tenant, { customer: john });
    const creation = await create(tenant, { customer: john }, secondAttempt());
    expect(creation).toMatchObject({ origin: 'recovered', customer: { id: 1 } });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create', 'lookUp']);
    expectOneCustomer(tenant);
  });

  test('makes the customer if the lost request did not arrive', async () => {
    const tenant = await openTenant();
    const creation = await create(tenant, { customer: john }, secondAttempt());
    expect(creation).toMatchObject({ origin: 'made' });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'lookUp', 'create']);
    expectOneCustomer(tenant);
  });

  test('treats a customer with the names of the update as its own', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, lastname: 'Doe-Updated' });
    const input = { customer: john, update: { lastname: 'Doe-Updated' } };
    expect(await create(tenant, input, secondAttempt())).toMatchObject({ origin: 'recovered' });
  });

  test('treats a customer with the names before it was corrected as its own, because its answer was lost before it failed', async () => {
    const tenant = await openTenant();
    await createWithLostAnswer(tenant, { customer: { ...john, lastname: 'Dow' } });
    const names = [{ firstname: 'John', lastname: 'Dow' }];
    const earlierRun = { startedAt: new Date(Date.now() - 1_000), names };
    const evidence = { ...secondAttempt(), earlierRuns: () => Promise.resolve([earlierRun]) };
    expect(await create(tenant, { customer: john }, evidence)).toMatchObject({ origin: 'recovered' });
    expect(tenant.sandbox.mails()).toHaveLength(1);
  });

  test('treats somebody of another name who came meanwhile as a stranger', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, lastname: 'Dough' });
    await expect(create(tenant, { customer: john }, secondAttempt())).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
    });
  });

  test('somebody with the same names who was there long before is a stranger', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, created_at: utc(Date.now() - HOUR_MS) });
    await expect(create(tenant, { customer: john }, secondAttempt())).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
    });
  });

  test.each([HOUR_MS, -HOUR_MS])(
    'a clock of Commerce that is off by %d ms changes nothing',
    async (clockOffsetMs) => {
      const tenant = await openTenant({ clockOffsetMs });
      await createWithLostAnswer(tenant, { customer: john });
      expect(await create(tenant, { customer: john }, secondAttempt())).toMatchObject({
        origin: 'recovered',
      });

      const jane = { ...john, email: 'jane@example.com' };
      tenant.sandbox.addCustomer({ ...jane, created_at: utc(Date.now() + clockOffsetMs - 10 * 60_000) });
      await expect(create(tenant, { customer: jane }, secondAttempt())).rejects.toMatchObject({
        type: 'CustomerAlreadyExists',
      });
    },
  );

  test('the same person on another website is another customer', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, website_id: 2 });
    const creation = await create(tenant, { customer: john }, secondAttempt());
    expect(creation).toMatchObject({ origin: 'made', customer: { website_id: 1 } });
    expect(tenant.sandbox.customers()).toHaveLength(2);
  });

  test('the loser of a race gets 500, and finds the winner with its search', async () => {
    const tenant = await openTenant({
      latency: { createMs: 50, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 },
    });
    const outcomes = await Promise.allSettled([
      create(tenant, { customer: john }),
      create(tenant, { customer: john }),
    ]);
    const lost = outcomes.filter(({ status }) => status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(await create(tenant, { customer: john }, secondAttempt())).toMatchObject({ origin: 'recovered' });
    expectOneCustomer(tenant);
  });
});

describe('a POST that was answered with 401 and sent again', () => {
  test('may have arrived the first time: a customer that is found then can be its own', async () => {
    const tenant = await openTenant();
    tenant.sandbox.fail({ on: 'create', what: { kind: 'status', status: 401, made: true }, count: 1 });
    expect(await create(tenant, { customer: john })).toMatchObject({ origin: 'recovered' });
    expect(kindsOf(tenant.sandbox)).toEqual(['token', 'create', 'token', 'create', 'lookUp']);
    expectOneCustomer(tenant);
  });
});

describe('an earlier run that did not complete', () => {
  const johnAnHourAgo = { startedAt: new Date(Date.now() - HOUR_MS), names: [john] };
  const runAnHourAgo = { ...firstAttempt, earlierRuns: () => Promise.resolve([johnAnHourAgo]) };

  test('may have made the customer', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, created_at: utc(Date.now() - HOUR_MS / 2) });
    expect(await create(tenant, { customer: john }, runAnHourAgo)).toMatchObject({ origin: 'recovered' });
  });

  test('did not make an older customer', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, created_at: utc(Date.now() - 2 * HOUR_MS) });
    await expect(create(tenant, { customer: john }, runAnHourAgo)).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
    });
  });

  test('made a customer with the names that it gave, and with no others', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, firstname: 'Jon', created_at: utc(Date.now() - HOUR_MS / 2) });
    const as = (firstname: string): Evidence => ({
      ...firstAttempt,
      earlierRuns: () => Promise.resolve([{ ...johnAnHourAgo, names: [{ firstname, lastname: 'Doe' }] }]),
    });
    await expect(create(tenant, { customer: john }, as('John'))).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
    });
    expect(await create(tenant, { customer: john }, as('Jon'))).toMatchObject({ origin: 'recovered' });
  });

  test('with a corrected name does not own a customer that is older than the correction', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, created_at: utc(Date.now() - HOUR_MS / 2) });
    const jon = { ...johnAnHourAgo, names: [{ firstname: 'Jon', lastname: 'Doe' }] };
    const evidence = { ...secondAttempt(), earlierRuns: () => Promise.resolve([jon]) };
    await expect(create(tenant, { customer: john }, evidence)).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
    });
  });
});

describe('accents', () => {
  test('make another address, although Commerce treats both as equal: never adopted', async () => {
    const tenant = await openTenant();
    const id = tenant.sandbox.addCustomer({ ...john, email: 'Jöhn.doe@example.com' });
    for (const input of [{ customer: john }, { customer: john, onExisting: 'adopt' as const }]) {
      await expect(create(tenant, input, secondAttempt())).rejects.toMatchObject({
        type: 'CustomerAlreadyExists',
        details: { customerId: id },
      });
    }
  });
});

describe('without a website', () => {
  const { website_id: _, ...anywhere } = john;

  test('a customer counts if no other one has the address', async () => {
    const tenant = await openTenant();
    await createWithLostAnswer(tenant, { customer: anywhere });
    expect(await create(tenant, { customer: anywhere }, secondAttempt())).toMatchObject({
      origin: 'recovered',
    });
    expectOneCustomer(tenant);
  });

  test('of several nobody is chosen', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, website_id: 1 });
    tenant.sandbox.addCustomer({ ...john, website_id: 2 });
    await expect(create(tenant, { customer: anywhere }, secondAttempt())).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
      message: expect.stringContaining('several websites'),
    });
  });
});

describe('accounts that are shared between websites', () => {
  test('are found on the other website once the POST is refused', async () => {
    const tenant = await openTenant({ accountSharing: 'global' });
    const id = tenant.sandbox.addCustomer({ ...john, website_id: 2 });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
      details: { customerId: id },
    });
  });
});

describe('accounts that are shared between websites, in a shop that refuses in German', () => {
  const german = { accountSharing: 'global', language: 'de' } as const;

  test('are adopted if the caller asks for it, and no customer is made', async () => {
    const tenant = await openTenant(german);
    const id = tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody', website_id: 2 });
    const input: OnboardingInput = { customer: john, onExisting: 'adopt' };
    expect(await create(tenant, input)).toMatchObject({ origin: 'adopted', customer: { id } });
    expectOneCustomer(tenant);
  });

  test("are unchanged otherwise: the failure has the shop's words", async () => {
    const tenant = await openTenant(german);
    tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody', website_id: 2 });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CustomerRejected' });
    expectOneCustomer(tenant);
  });

  test('no customer is made if the existing one is deleted before Commerce is asked for its words for a duplicate', async () => {
    const tenant = await openTenant(german);
    const id = tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody', website_id: 2 });
    const elsewhere = { items: tenant.sandbox.customers(), search_criteria: {}, total_count: 1 };
    tenant.sandbox.fail({
      on: 'lookUp',
      what: { kind: 'status', status: 200, made: false, body: elsewhere },
    });
    await deleteCustomer(tenant, id);
    const input: OnboardingInput = { customer: john, password: 'weak', onExisting: 'adopt' };
    await expect(create(tenant, input)).rejects.toMatchObject({ type: 'CustomerRejected' });
    expect(tenant.sandbox.customers()).toHaveLength(0);
  });
});

describe('an unknown refusal, with the same person on another website', () => {
  const germanRefusal = async (onExisting: 'fail' | 'adopt') => {
    const tenant = await openTenant({ language: 'de' });
    tenant.sandbox.addCustomer({ ...john, website_id: 2 });
    const input = { customer: john, password: 'weak', onExisting };
    await expect(create(tenant, input, secondAttempt())).rejects.toMatchObject({ type: 'CustomerRejected' });
    expect(tenant.sandbox.customers()).toHaveLength(1);
  };

  test('says nothing about that person, who is another customer', () => germanRefusal('fail'));

  test('does not adopt that person', () => germanRefusal('adopt'));
});

describe('a search that is refused', () => {
  test('is not repeated within the attempt', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody' });
    tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 403, made: false } });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'AccessDenied' });
    expect(kindsOf(tenant.sandbox).filter((kind) => kind === 'lookUp')).toHaveLength(1);
  });
});

test('a customer without a creation time is neither ours nor a stranger', async () => {
  const tenant = await openTenant();
  const body = { items: [{ id: 7, ...john }], search_criteria: {}, total_count: 1 };
  tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 200, made: false, body } });
  await expect(create(tenant, { customer: john }, secondAttempt())).rejects.toMatchObject({
    type: 'UnexpectedResponse',
  });
});

describe('a POST that is refused and leaves its row behind', () => {
  const WORDS = 'The default_billing value is invalid. Set the correct value and try again.';
  const ADDRESS = {
    firstname: 'John',
    lastname: 'Doe',
    street: ['1 Main St'],
    city: 'Austin',
    region_id: 57,
    postcode: '78701',
    country_id: 'US',
    telephone: '5125551234',
  };
  const withForeignBilling = { ...john, default_billing: '99998', addresses: [ADDRESS] };

  test("fails with Commerce's words and the ID of its own row", async () => {
    const tenant = await openTenant();
    await expect(create(tenant, { customer: withForeignBilling })).rejects.toMatchObject({
      type: 'CustomerRejected',
      message: WORDS,
      details: { customerId: 1 },
    });
    expect(tenant.sandbox.mails()).toHaveLength(0);
  });

  test('continues with that row once its input is corrected', async () => {
    const tenant = await openTenant();
    await expect(create(tenant, { customer: withForeignBilling })).rejects.toThrow();
    const failedRun = { startedAt: new Date(Date.now() - 1_000), names: [john] };
    const evidence = { ...secondAttempt(), earlierRuns: () => Promise.resolve([failedRun]) };
    expect(await create(tenant, { customer: john }, evidence)).toMatchObject({ origin: 'recovered' });
    expect(tenant.sandbox.customers()).toHaveLength(1);
  });

  const refusedWith = (tenant: Tenant) =>
    tenant.sandbox.fail({
      on: 'create',
      what: { kind: 'status', status: 400, made: false, body: { message: 'Unbekannt.' } },
    });

  test('did not make an older row', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, created_at: utc(Date.now() - 10_000) });
    refusedWith(tenant);
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CustomerAlreadyExists' });
  });

  test('did not make a row with other names', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, firstname: 'Jane' });
    refusedWith(tenant);
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CustomerAlreadyExists' });
  });
});

describe('a shop that refuses in German', () => {
  test('finds a stranger with the address', async () => {
    const tenant = await openTenant({ language: 'de' });
    const id = tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody' });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({
      type: 'CustomerAlreadyExists',
      details: { customerId: id },
    });
  });

  test('finds its own customer after a POST that was sent twice', async () => {
    const tenant = await openTenant({ language: 'de' });
    tenant.sandbox.fail({ on: 'create', what: { kind: 'status', status: 401, made: true }, count: 1 });
    expect(await create(tenant, { customer: john })).toMatchObject({ origin: 'recovered' });
  });

  test('reports another refusal unchanged, after a search', async () => {
    const tenant = await openTenant({ language: 'de' });
    await expect(create(tenant, { customer: john, password: 'weak' })).rejects.toMatchObject({
      type: 'CustomerRejected',
    });
    expect(kindsOf(tenant.sandbox)).toContain('lookUp');
  });
});

describe('a refusal as a duplicate, without a customer that is found', () => {
  test('is followed by more searches, because a replica may lag behind', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer({ ...john, firstname: 'Somebody' });
    const nobody = { items: [], search_criteria: {}, total_count: 0 };
    tenant.sandbox.fail({
      on: 'lookUp',
      what: { kind: 'status', status: 200, made: false, body: nobody },
      count: 4,
    });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CustomerAlreadyExists' });
  });

  test('is unknown after 5 s', async () => {
    const tenant = await openTenant();
    tenant.sandbox.addCustomer(john);
    const nobody = { items: [], search_criteria: {}, total_count: 0 };
    tenant.sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: 200, made: false, body: nobody } });
    await expect(create(tenant, { customer: john })).rejects.toMatchObject({ type: 'CommerceUnavailable' });
  });
});

describe('an attempt whose time is over', () => {
  test('writes nothing', async () => {
    const tenant = await openTenant();
    const attempt = anAttempt({ limitMs: 0 });
    const creation = createOnce({
      api: tenant.commerce.customers,
      input: checkedInput({ customer: john }),
      evidence: firstAttempt,
      attempt,
      clockToleranceMs: 30_000,
    });
    await expect(creation).rejects.toMatchObject({ type: 'StepTimedOut' });
    expect(kindsOf(tenant.sandbox)).not.toContain('create');
  });
});

test('no customer contains the key that confirms the account', async () => {
  const tenant = await openTenant();
  tenant.sandbox.addCustomer({ ...john, confirmation: 'k3y' });
  expect(JSON.stringify(tenant.sandbox.customers())).toContain('k3y');
  const adopted = await create(tenant, { customer: john, onExisting: 'adopt' });
  expect(adopted.customer).toMatchObject({ id: 1, email: john.email });
  const read = await readCustomer({
    api: tenant.commerce.customers,
    created: adopted.customer,
    attempt: anAttempt(),
  });
  expect(JSON.stringify([adopted, read])).not.toContain('k3y');
});
