import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox';
import { clientOf, emailIs, idOf, requestToken, send, type SandboxClient } from './client';

const JOHN = { email: 'john@example.com', firstname: 'John', lastname: 'Doe' };

describe("a sandbox's options", () => {
  let sandbox: Sandbox | undefined;

  afterEach(() => sandbox?.stop());

  test('names of its own, on loopback', async () => {
    await start({ clientId: 'mine', clientSecret: 'hidden', tenant: 'acme' });
    expect(sandbox!.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox!.settings).toEqual({
      CLIENT_ID: 'mine',
      CLIENT_SECRET: 'hidden',
      REST_ENDPOINT: `${sandbox!.url}/acme`,
      IMS_ENDPOINT: sandbox!.url,
    });
  });

  test('a busy port is an error', async () => {
    await start({});
    await expect(startSandbox({ port: Number(new URL(sandbox!.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  test('the clock of Commerce: Date and created_at agree with each other, and not with ours', async () => {
    const client = await start({ clockOffsetMs: -3_600_000 });
    const reply = await client.create(JOHN);
    const date = Date.parse(reply.headers.get('date') ?? '');
    const createdAt = Date.parse(`${String(Object(reply.body)['created_at']).replace(' ', 'T')}Z`);
    expect(Math.abs(date - createdAt)).toBeLessThanOrEqual(2000);
    expect(Date.now() - date).toBeGreaterThan(3_590_000);
  });

  test('refusals in German, with the same placeholders', async () => {
    const client = await start({ language: 'de' });
    await client.create(JOHN);
    expect((await client.create(JOHN)).body).toEqual({
      message: 'In einer zugehörigen Website existiert bereits ein Kunde mit derselben E-Mail-Adresse.',
    });
    expect((await client.create({ email: 'x', firstname: '' })).body).toEqual({
      message: '"Vorname" ist ein erforderlicher Wert.\n"E-Mail" ist keine gültige E-Mail-Adresse.',
    });
    expect((await client.call('GET', '/V1/customers/99')).body).toEqual({
      message: 'Keine solche Entität mit %fieldName = %fieldValue',
      parameters: { fieldName: 'customerId', fieldValue: 99 },
    });
    const unauthorized = await send(`${sandbox!.settings.REST_ENDPOINT}/V1/customers/1`);
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.body).toMatchObject({ message: expect.stringMatching(/^Der Verbraucher/) });
    expect((await client.call('GET', '/V1/nothing')).body).toEqual({
      message: 'Die Anfrage entspricht keiner Route.',
    });
  });

  test('latency: the customer exists and is mailed well before the answer', async () => {
    const client = await start({
      latency: { createMs: 1200, refusedMs: 150, updateMs: 200, lookUpMs: 100, tokenMs: 0 },
    });
    const sentAt = performance.now();
    const answer = client.create(JOHN).then(() => performance.now() - sentAt);
    await sandbox!.nextCustomer();
    expect(sandbox!.mails()).toHaveLength(1);
    const committed = performance.now() - sentAt;
    const answered = await answer;
    expect(committed).toBeGreaterThanOrEqual(290);
    expect(answered).toBeGreaterThanOrEqual(1190);
    expect(answered - committed).toBeGreaterThanOrEqual(600);

    expect(await duration(() => client.create(JOHN))).toBeGreaterThanOrEqual(140);
    expect(await duration(() => client.update(1, { lastname: 'Roe' }))).toBeGreaterThanOrEqual(190);
    expect(await duration(() => client.find(JOHN.email))).toBeGreaterThanOrEqual(90);
  });

  test('a client that closes the connection does not stop its create', async () => {
    const client = await start({
      latency: { createMs: 400, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 0 },
    });
    const arrived = sandbox!.nextRequest('create');
    const made = sandbox!.nextCustomer();
    const hangUp = new AbortController();
    const answer = client.createUntil(hangUp.signal, JOHN);
    await arrived;
    hangUp.abort();
    await expect(answer).rejects.toThrow(/abort/);
    expect(await made).toMatchObject(JOHN);
  });

  test('an older release requires the website in an update', async () => {
    const client = await start({ requireWebsiteOnUpdate: true });
    const id = idOf(await client.create(JOHN));
    const refused = await client.update(id, { id, ...JOHN, lastname: 'Roe' });
    expect([refused.status, refused.body]).toEqual([
      400,
      { message: '"Associate to Website" is a required value.' },
    ]);
    expect((await client.update(id, { id, ...JOHN, lastname: 'Roe', website_id: 1 })).status).toBe(200);
  });

  test('with shared accounts an address is used on all websites', async () => {
    const client = await start({ accountSharing: 'global' });
    const id = idOf(await client.create({ ...JOHN, website_id: 2 }));
    expect((await client.create({ ...JOHN, website_id: 1 })).status).toBe(400);
    expect((await client.find(JOHN.email)).body).toMatchObject({ items: [{ id, website_id: 2 }] });
  });

  test('customers have the custom attributes that were named; others are dropped', async () => {
    const client = await start({ customerAttributes: ['tier', 'origin'] });
    const sent = [
      { attribute_code: 'tier', value: 'gold' },
      { attribute_code: 'origin', value: 7 },
      { attribute_code: 'nosuch', value: 'x' },
    ];
    const id = idOf(await client.create({ ...JOHN, custom_attributes: sent }));
    const both = [
      { attribute_code: 'tier', value: 'gold' },
      { attribute_code: 'origin', value: '7' },
    ];
    expect((await client.find(JOHN.email)).body).toMatchObject({ items: [{ custom_attributes: both }] });
    const updated = await client.update(id, { id, ...JOHN, custom_attributes: { tier: '' } });
    expect(updated.body).toMatchObject({ custom_attributes: [both[1]] });
    const other = await client.update(id, { id, ...JOHN, lastname: 'Roe' });
    expect(other.body).toMatchObject({ custom_attributes: [both[1]] });
  });

  test('customers can be searched by a custom attribute that they have', async () => {
    const client = await start({ customerAttributes: ['tier'] });
    const id = idOf(await client.create({ ...JOHN, custom_attributes: { tier: 'gold' } }));
    await client.create({ ...JOHN, email: 'without@example.com' });
    const search = async (field: string, condition: string) => {
      const filter = 'searchCriteria[filterGroups][0][filters][0]';
      const query = `${filter}[field]=${field}&${filter}[value]=gold&${filter}[conditionType]=${condition}`;
      return (await client.call('GET', `/V1/customers/search?${query}`)).body;
    };
    expect(await search('tier', 'eq')).toMatchObject({ items: [{ id }], total_count: 1 });
    expect(await search('tier', 'notnull')).toMatchObject({ items: [{ id }], total_count: 1 });
    expect(await search('nosuch', 'eq')).toMatchObject({ parameters: ['nosuch'] });
  });

  test('the tenant is part of the path; /rest and a store code are not', async () => {
    const client = await start({});
    for (const path of ['/rest/V1/customers/1', '/rest/default/V1/customers/1', '/default/V1/customers/1']) {
      const reply = await client.call('GET', path);
      expect([path, reply.status, reply.body]).toEqual([
        path,
        404,
        { message: 'Request does not match any route.' },
      ]);
    }
    expect((await send(`${sandbox!.url}/other/V1/customers/search?${emailIs('x')}`)).status).toBe(404);
  });

  test('a token costs one logged request', async () => {
    await start({});
    await requestToken(sandbox!);
    expect(sandbox!.requests().map(({ kind }) => kind)).toEqual(['token', 'token']);
  });

  async function start(options: SandboxOptions): Promise<SandboxClient> {
    sandbox = await startSandbox(options);
    return clientOf(sandbox);
  }
});

async function duration(request: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await request();
  return performance.now() - start;
}
