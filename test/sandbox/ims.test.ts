import { startSandbox, type Sandbox } from '../../src/sandbox';
import { requestToken, send, tokenOf, type Reply } from './client';

describe('IMS of the sandbox', () => {
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await startSandbox();
  });

  afterEach(() => sandbox.stop());

  test('a token lives for 24 hours minus a second, and Commerce accepts it', async () => {
    const reply = await requestToken(sandbox);
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({ token_type: 'bearer', expires_in: 86399 });
    expect((await anyCustomer(tokenOf(reply))).status).toBe(200);
  });

  test.each([
    ['a wrong client ID', { client_id: 'other' }, 'invalid_client', 'invalid client_id parameter'],
    ['a wrong secret', { client_secret: 'other' }, 'invalid_client', 'invalid client_secret parameter'],
    [
      'a scope without commerce.accs',
      { scope: 'openid,commerce.accsx' },
      'invalid_scope',
      expect.any(String),
    ],
    ['no scope', { scope: undefined }, 'invalid_scope', expect.any(String)],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type', expect.any(String)],
    ['no secret', { client_secret: undefined }, 'invalid_request', 'missing client_secret parameter'],
  ])('%s is refused with 400', async (_, form, error, error_description) => {
    const reply = await requestToken(sandbox, form);
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({ error, error_description });
  });

  test('a request in JSON is refused', async () => {
    const reply = await send(`${sandbox.url}/ims/token/v3`, { method: 'POST', body: '{"grant_type":"x"}' });
    expect([reply.status, reply.body]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });

  test('after a rotation only the new secret is valid; if the old one is kept, both are', async () => {
    const old = sandbox.settings.CLIENT_SECRET;
    sandbox.rotateSecret('second', { keepOld: true });
    expect(sandbox.settings.CLIENT_SECRET).toBe('second');
    expect((await requestToken(sandbox, { client_secret: old })).status).toBe(200);
    expect((await requestToken(sandbox)).status).toBe(200);
    sandbox.rotateSecret('third');
    expect((await requestToken(sandbox, { client_secret: 'second' })).status).toBe(400);
    expect((await requestToken(sandbox)).status).toBe(200);
  });

  test('a revoked token is refused with 401, and the next one is accepted', async () => {
    const token = tokenOf(await requestToken(sandbox));
    sandbox.revokeTokens();
    const reply = await anyCustomer(token);
    expect(reply.status).toBe(401);
    expect(reply.body).toEqual({
      message: "The consumer isn't authorized to access %resources.",
      parameters: { resources: 'Magento_Customer::customer' },
    });
    expect((await anyCustomer(tokenOf(await requestToken(sandbox)))).status).toBe(200);
  });

  test('a missing token is refused with 401', async () => {
    const reply = await send(`${sandbox.settings.REST_ENDPOINT}/V1/customers/5`, { method: 'DELETE' });
    expect(reply.status).toBe(401);
    expect(reply.body).toMatchObject({ parameters: { resources: 'Magento_Customer::delete' } });
  });

  test('a token is refused once it has expired, and not before', async () => {
    await sandbox.stop();
    sandbox = await startSandbox({ tokenLifetimeMs: 1500 });
    const reply = await requestToken(sandbox);
    expect(reply.body).toMatchObject({ expires_in: 1 });
    const received = performance.now();
    const statuses = [];
    do {
      const { status } = await anyCustomer(tokenOf(reply));
      statuses.push([status, performance.now() - received] as const);
      await new Promise((resolve) => setTimeout(resolve, 50));
    } while (statuses.at(-1)?.[0] === 200 && performance.now() - received < 10_000);
    expect(statuses[0]?.[0]).toBe(200);
    expect(statuses.at(-1)?.[0]).toBe(401);
    expect(statuses.at(-1)?.[1]).toBeGreaterThanOrEqual(1400);
  });

  function anyCustomer(token: string): Promise<Reply> {
    return send(`${sandbox.settings.REST_ENDPOINT}/V1/customers/search?searchCriteria[pageSize]=1`, {
      headers: { authorization: `Bearer ${token}` },
    });
  }
});
