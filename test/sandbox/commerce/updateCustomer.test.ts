import { startSandbox, type Sandbox, type SandboxCustomer } from '../../../src/sandbox';
import { clientOf, idOf, type SandboxClient } from '../client';

const ADDRESS = {
  firstname: 'John',
  lastname: 'Doe',
  street: ['1 Main St', 'Rear'],
  city: 'Austin',
  region_id: 57,
  postcode: '78701',
  country_id: 'US',
  telephone: '5125551234',
};

describe('an update', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;
  let number = 0;

  beforeAll(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
  });

  afterAll(() => sandbox.stop());

  test('merges what was sent into the customer of the path, and writes the result to the ID in the body', async () => {
    const anna = await made({ firstname: 'Anna', middlename: 'Q' });
    const bert = await made({ firstname: 'Bert', addresses: [ADDRESS] });
    const reply = await client.update(anna, { id: bert, email: next(), lastname: 'Roe' });
    expect(reply.body).toMatchObject({
      id: bert,
      firstname: 'Anna',
      middlename: 'Q',
      lastname: 'Roe',
      addresses: [],
    });
    expect(stored(anna)).toMatchObject({ firstname: 'Anna', lastname: 'Doe' });
  });

  test('with another ID in the body and no address, it conflicts with the address of its own path', async () => {
    const [anna, bert] = [await made(), await made()];
    const reply = await client.update(anna, { id: bert, lastname: 'Roe' });
    expect([reply.status, reply.body]).toEqual([
      400,
      { message: 'A customer with the same email address already exists in an associated website.' },
    ]);
  });

  test('moves the customer to another website, on which the address must be free', async () => {
    const id = await made();
    const { email } = stored(id);
    expect((await client.update(id, { id, website_id: 2, store_id: 2 })).body).toMatchObject({
      website_id: 2,
    });
    expect((await client.create({ email, website_id: 1 })).status).toBe(200);
    expect((await client.update(id, { id, website_id: 1, store_id: 1 })).status).toBe(400);
    expect(stored(id).website_id).toBe(2);
  });

  test.each([{ website_id: 99 }, { store_id: 99 }])(
    'with an unknown website or store is a 500: %j',
    async (place) => {
      const id = await made();
      const reply = await client.update(id, { id, ...place });
      expect(reply.status).toBe(500);
      expect(reply.body).toMatchObject({ message: expect.stringContaining('Report ID: webapi-') });
    },
  );

  test('sends no mail for names and address, and one for a new subscription', async () => {
    const id = await made();
    const before = sandbox.mails().length;
    await client.update(id, { id, firstname: 'Jane', email: next() });
    expect(sandbox.mails()).toHaveLength(before);
    await client.update(id, { id, extension_attributes: { is_subscribed: true } });
    await client.update(id, { id, lastname: 'Roe' });
    expect(sandbox.mails().slice(before)).toEqual([
      { kind: 'newsletter', to: stored(id).email, customerId: id },
    ]);
    expect(stored(id).extension_attributes).toEqual({ is_subscribed: true });
  });

  test('keeps created_at and changes updated_at', async () => {
    const id = sandbox.addCustomer({ ...person(), created_at: '2020-01-02 03:04:05' });
    const reply = await client.update(id, { id, created_at: '1999-01-01 00:00:00', lastname: 'Roe' });
    expect(reply.body).toMatchObject({ created_at: '2020-01-02 03:04:05' });
    expect(Date.parse(`${stored(id).updated_at.replace(' ', 'T')}Z`)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('replaces the region of an address completely, and keeps its other members', async () => {
    const id = await made({ addresses: [{ ...ADDRESS, company: 'ACME' }] });
    const address = stored(id).addresses[0]!.id;
    await client.update(id, { id, addresses: [{ id: address, region: { region_id: 12 }, company: '' }] });
    expect(stored(id).addresses[0]).toMatchObject({
      region: { region_code: 'CA', region: 'California', region_id: 12 },
      company: undefined,
      street: ['1 Main St', 'Rear'],
    });
    await client.update(id, { id, addresses: [{ id: address, region: { region: 'Nowhere' } }] });
    expect(stored(id).addresses[0]!.region).toEqual({
      region_code: 'Nowhere',
      region: 'Nowhere',
      region_id: 0,
    });
  });

  test('removes a default only if it says so', async () => {
    const id = await made({ addresses: [{ ...ADDRESS, default_billing: true, default_shipping: true }] });
    const address = stored(id).addresses[0]!.id;
    await client.update(id, { id, addresses: [{ id: address, default_shipping: false }] });
    expect(stored(id)).toMatchObject({ default_billing: String(address), default_shipping: undefined });
  });

  test('of two new defaults the last one counts; the list is sorted by ID', async () => {
    const id = await made({ addresses: [ADDRESS] });
    const kept = stored(id).addresses[0]!.id;
    const reply = await client.update(id, {
      id,
      addresses: [
        { ...ADDRESS, city: 'Dallas', default_billing: true },
        { ...ADDRESS, city: 'Waco', default_billing: true },
        { id: kept },
      ],
    });
    const { addresses, default_billing } = reply.body as SandboxCustomer;
    expect(addresses.map(({ city }) => city)).toEqual(['Austin', 'Dallas', 'Waco']);
    expect(default_billing).toBe(String(addresses[2]!.id));
  });

  test('with a default that is not among the addresses is refused', async () => {
    const id = await made({ addresses: [ADDRESS] });
    expect((await client.update(id, { id, default_billing: '999999' })).body).toEqual({
      message: 'The %fieldName value is invalid. Set the correct value and try again.',
      parameters: { fieldName: 'default_billing' },
    });
  });

  test('lists all mistakes of an address', async () => {
    const id = await made();
    const reply = await client.update(id, { id, addresses: [{ ...ADDRESS, city: '', country_id: '' }] });
    expect(reply.body).toMatchObject({
      message: 'One or more input exceptions have occurred.',
      errors: [{ parameters: { fieldName: 'city' } }, { parameters: { fieldName: 'countryId' } }],
    });
  });

  test('without an ID in path and body adds a customer, and sends no mail', async () => {
    const before = sandbox.mails().length;
    const reply = await client.update(0, person());
    expect(reply.status).toBe(200);
    expect(stored(idOf(reply))).toMatchObject({ firstname: 'John' });
    expect(sandbox.mails()).toHaveLength(before);
  });

  async function made(fields: Record<string, unknown> = {}): Promise<number> {
    return idOf(await client.create({ email: next(), ...fields }));
  }

  function stored(id: number): SandboxCustomer {
    return sandbox.customers().find((customer) => customer.id === id)!;
  }

  function person(): { email: string; firstname: string; lastname: string } {
    return { email: next(), firstname: 'John', lastname: 'Doe' };
  }

  function next(): string {
    number += 1;
    return `u${number}@example.com`;
  }
});
