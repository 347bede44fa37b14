import { SANDBOX_NOTICE, startSandbox, type Sandbox } from '../../src/sandbox';
import { exchange } from '../setup/exchange';
import { clientOf, requestToken, send, type Reply, type SandboxClient } from './client';

const JOHN = { email: 'john@example.com', firstname: 'John', lastname: 'Doe' };

describe("the sandbox's own pages", () => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
  });

  afterEach(() => sandbox.stop());

  test('customers, mails and requests can be read, without secrets', async () => {
    await client.create(JOHN);
    expect((await own('GET', 'customers')).body).toMatchObject([{ id: 1, email: JOHN.email }]);
    expect((await own('GET', 'mails')).body).toEqual([{ kind: 'welcome', to: JOHN.email, customerId: 1 }]);
    const requests = await own('GET', 'requests');
    expect(requests.body).toMatchObject([
      { kind: 'token', body: { client_id: 'sandbox-client', client_secret: '***' } },
      { kind: 'create', headers: { authorization: '***' }, body: { customer: JOHN, password: '***' } },
    ]);
    expect(JSON.stringify(requests.body)).not.toMatch(/sandbox-secret|TempPa55word|Bearer/);
  });

  test('its own pages are not logged, and have no faults', async () => {
    sandbox.fail({ on: 'any', what: { kind: 'lose', made: false } });
    expect((await own('GET', 'faults')).status).toBe(200);
    expect(sandbox.requests().map(({ kind }) => kind)).toEqual(['token']);
  });

  test('somebody else signs up', async () => {
    const reply = await own('POST', 'customers', { ...JOHN, created_at: '2020-01-01 00:00:00' });
    expect([reply.status, reply.body]).toEqual([
      201,
      expect.objectContaining({ created_at: '2020-01-01 00:00:00' }),
    ]);
    expect((await client.create(JOHN)).status).toBe(400);
    const again = await own('POST', 'customers', JOHN);
    expect([again.status, again.body]).toEqual([
      400,
      { message: expect.stringContaining('same email address') },
    ]);
  });

  test('faults are added and removed', async () => {
    const rule = { on: 'create', what: { kind: 'html', status: 503, made: false }, count: 1 };
    expect((await own('POST', 'faults', [rule, { ...rule, on: 'any' }])).body).toHaveLength(2);
    expect((await client.create(JOHN)).status).toBe(503);
    await own('DELETE', 'faults');
    expect((await client.create(JOHN)).status).toBe(200);
  });

  test.each([
    { on: 'create', what: { kind: 'lose' } },
    { on: 'creates', what: { kind: 'lose', made: true } },
    { on: 'create', what: { kind: 'lose', made: true }, calls: [1], count: 2 },
    { on: 'create', what: { kind: 'explode' } },
  ])('%j is not a rule', async (rule) => {
    const reply = await own('POST', 'faults', rule);
    expect([reply.status, reply.body]).toEqual([
      400,
      { message: expect.stringMatching(/^This is no rule of faults/) },
    ]);
    expect(sandbox.customers()).toEqual([]);
    expect((await own('GET', 'faults')).body).toEqual([]);
  });

  test('tokens can be revoked', async () => {
    await own('DELETE', 'tokens');
    expect((await client.create(JOHN)).status).toBe(401);
    expect((await requestToken(sandbox)).status).toBe(200);
  });

  test('everything can be removed; no ID is ever assigned twice', async () => {
    await client.create(JOHN);
    sandbox.fail({ on: 'create', what: { kind: 'lose', made: false } });
    expect((await own('DELETE', '')).status).toBe(200);
    expect([sandbox.customers(), sandbox.mails(), sandbox.requests()]).toEqual([[], [], []]);
    expect((await client.create(JOHN)).body).toMatchObject({ id: 2 });
  });

  test('the index page describes the sandbox, and shows names as text', async () => {
    sandbox.addCustomer({
      ...JOHN,
      prefix: 'x',
      email: "o'<b>@example.com".replace('<b>', ''),
      taxvat: '<i>',
    });
    await client.create({ email: '"<script>"@example.com', firstname: 'Eve' });
    const page = await send(sandbox.url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.body).toContain(SANDBOX_NOTICE);
    expect(page.body).toContain('for demos and tests only');
    expect(page.body).not.toContain('<script>');
    expect(page.body).not.toContain('sandbox-secret');
    expect(page.body).toContain('&lt;script&gt;');
  });

  test('the index page shows the active faults in words, and addresses as text', async () => {
    expect((await send(sandbox.url)).body).toContain('No faults are on.');
    sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false }, forMs: 60_000 });
    sandbox.fail({ on: 'any', what: { kind: 'lose', made: true }, email: '<b>@example.com', count: 3 });
    const page = (await send(sandbox.url)).body;
    expect(page).toContain('Faults that are on (2)');
    expect(page).toContain('create: answered 503, for 60 s');
    expect(page).toContain(
      'every request: never answered after it was carried out, of &lt;b&gt;@example.com, 3 times',
    );
    sandbox.clearFaults();
    expect((await send(sandbox.url)).body).toContain('No faults are on.');
  });

  test('the index page shows requests in readable words, and customers by ID', async () => {
    await client.create(JOHN);
    await client.create({ ...JOHN, email: 'jane@example.com' });
    await client.update(1, { ...JOHN, id: 1, lastname: 'Changed' });
    await client.find('jane+<b>@example.com');
    sandbox.fail({ on: 'create', what: { kind: 'status', status: 429, made: false } });
    await client.create({ ...JOHN, email: 'jim@example.com' });
    const page = String((await send(sandbox.url)).body);
    expect(page).toMatch(
      /V1\/customers\/search field=email value=jane\+&lt;b&gt;@example\.com conditionType=eq( \w+=\w+)*<\/td>/,
    );
    expect(page).toContain('<td>fault: answered 429</td>');
    expect([...page.matchAll(/<tr><td>(\d+)<\/td>/g)].map(([, id]) => id)).toEqual(['2', '1']);
  });

  test.each<[string, Record<string, string>]>([
    ['of another origin', { origin: 'http://evil.example.com' }],
    ['of another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['without an origin', { origin: 'null' }],
    ['that has this address under a name of its own', { host: 'evil.example.com' }],
    ['in a browser that says only where it comes from', { 'sec-fetch-site': 'cross-site' }],
  ])('a web page %s neither reads nor changes anything', async (_, headers) => {
    await client.create(JOHN);
    const before = [sandbox.customers(), sandbox.mails(), sandbox.requests()];
    const path = new URL(sandbox.settings.REST_ENDPOINT).pathname;
    for (const [method, asked] of [
      ['GET', '/'],
      ['GET', '/_sandbox/customers'],
      ['POST', '/_sandbox/customers'],
      ['POST', '/_sandbox/faults'],
      ['DELETE', '/_sandbox'],
      ['DELETE', '/_sandbox/tokens'],
      ['POST', '/ims/token/v3'],
      ['POST', `${path}/V1/customers`],
    ] as const) {
      const { status, body } = await exchange(sandbox.url, asked, { method, headers });
      expect([asked, status, body]).toEqual([
        asked,
        403,
        expect.stringContaining('The sandbox refuses this'),
      ]);
      expect(body).not.toContain(JOHN.email);
    }
    expect([sandbox.customers(), sandbox.mails(), sandbox.requests()]).toEqual(before);
    expect((await client.create({ ...JOHN, email: 'jane@example.com' })).status).toBe(200);
  });

  test('an unknown page is 404', async () => {
    expect((await own('GET', 'nothing')).status).toBe(404);
  });

  function own(method: string, path: string, body?: unknown): Promise<Reply> {
    return send(`${sandbox.url}/_sandbox${path === '' ? '' : `/${path}`}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
});

describe('waiting for an event', () => {
  test('ends with the limit, and with the sandbox', async () => {
    const sandbox = await startSandbox();
    await expect(sandbox.nextRequest('create', 20)).rejects.toThrow('No request came within 20 ms.');
    const waiting = expect(sandbox.nextCustomer()).rejects.toThrow('The sandbox was stopped');
    await sandbox.stop();
    await waiting;
  });
});
