import { anAttempt, kindsOf, openTenant } from './tenant';

test('a token is requested once, however many callers need it at the same moment', async () => {
  const { sandbox, commerce } = await openTenant();
  const tokens = await Promise.all(Array.from({ length: 50 }, () => commerce.tokens.get(anAttempt())));
  expect(new Set(tokens.map(({ value }) => value)).size).toBe(1);
  await commerce.tokens.get(anAttempt());
  expect(kindsOf(sandbox)).toEqual(['token']);
});

test("the request has the tutorial's form", async () => {
  const { sandbox, commerce } = await openTenant();
  await commerce.tokens.get(anAttempt());
  const [request] = sandbox.requests();
  expect(request).toMatchObject({ method: 'POST', path: '/ims/token/v3' });
  expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(request?.body).toEqual({
    grant_type: 'client_credentials',
    client_id: sandbox.settings.CLIENT_ID,
    client_secret: sandbox.settings.CLIENT_SECRET,
    scope: 'openid,commerce.accs',
  });
});

test('a token is renewed before it ends', async () => {
  const { commerce } = await openTenant({ tokenLifetimeMs: 1_000 });
  const { validUntilMs, renewFromMs } = await commerce.tokens.get(anAttempt());
  expect(renewFromMs).toBeLessThan(validUntilMs);
  expect(renewFromMs).toBeGreaterThan(Date.now());
});

test('a token of a day is renewed at least ten minutes before its end, and not much more', async () => {
  const { commerce } = await openTenant();
  const { validUntilMs, renewFromMs } = await commerce.tokens.get(anAttempt());
  expect(validUntilMs - renewFromMs).toBeGreaterThanOrEqual(10 * 60_000);
  expect(validUntilMs - renewFromMs).toBeLessThanOrEqual(15 * 60_000);
});

test('a dropped token is requested again, and dropping it twice does not drop its successor', async () => {
  const { sandbox, commerce } = await openTenant();
  const first = await commerce.tokens.get(anAttempt());
  commerce.tokens.drop(first);
  const second = await commerce.tokens.get(anAttempt());
  commerce.tokens.drop(first);
  expect(await commerce.tokens.get(anAttempt())).toBe(second);
  expect(second.value).not.toBe(first.value);
  expect(kindsOf(sandbox)).toEqual(['token', 'token']);
});

test('a caller that stops waiting does not take the token from the others', async () => {
  const { sandbox, commerce } = await openTenant({
    latency: { createMs: 0, refusedMs: 0, updateMs: 0, lookUpMs: 0, tokenMs: 100 },
  });
  const impatient = new AbortController();
  const given = commerce.tokens.get(anAttempt({ signal: impatient.signal }));
  const patient = commerce.tokens.get(anAttempt());
  impatient.abort(new Error('no longer'));
  await expect(given).rejects.toThrow('no longer');
  expect((await patient).value).not.toBe('');
  expect(kindsOf(sandbox)).toEqual(['token']);
});

describe('an answer of IMS without a token', () => {
  const answers: [string, number, unknown, string][] = [
    ['a wrong client', 400, { error: 'invalid_client', error_description: 'x' }, 'InvalidCredentials'],
    ['a wrong client with 401', 401, { error: 'invalid_client' }, 'InvalidCredentials'],
    ['a client without the right', 400, { error: 'unauthorized_client' }, 'InvalidCredentials'],
    ['a wrong scope', 400, { error: 'invalid_scope' }, 'InvalidConfiguration'],
    ['another error of OAuth', 400, { error: 'unsupported_grant_type' }, 'InvalidConfiguration'],
    ['IMS that is not available', 400, { error: 'temporarily_unavailable' }, 'ImsUnavailable'],
    ['IMS that has an error', 400, { error: 'server_error' }, 'ImsUnavailable'],
    ...[400, 401, 403, 404, 406, 407].map((status): [string, number, unknown, string] => [
      'the page of a proxy or firewall',
      status,
      '<html><title>Blocked</title></html>',
      'ImsUnavailable',
    ]),
    ['another JSON service', 404, { message: 'no such path' }, 'ImsUnavailable'],
    ['a throttle', 429, {}, 'RateLimited'],
    ['an error of its own', 503, '<html>', 'ImsUnavailable'],
    ['200 without a token', 200, { token_type: 'bearer' }, 'UnexpectedResponse'],
    ['200 with HTML', 200, '<html>', 'UnexpectedResponse'],
    ['a token that no header can carry', 200, { access_token: 'a\nb', expires_in: 60 }, 'UnexpectedResponse'],
    ['a token without a life', 200, { access_token: 'x', expires_in: 'soon' }, 'UnexpectedResponse'],
  ];
  test.each(answers)('%s (%d) is a failure of its kind', async (_, status, body, type) => {
    const { sandbox, commerce } = await openTenant();
    sandbox.fail({ on: 'token', what: { kind: 'status', status, made: false, body } });
    await expect(commerce.tokens.get(anAttempt())).rejects.toMatchObject({ type });
  });

  test('a missing answer is ImsUnavailable, within the time limit of a request', async () => {
    const { sandbox, commerce } = await openTenant({}, { requestTimeoutMs: 100 });
    sandbox.fail({ on: 'token', what: { kind: 'lose', made: true } });
    await expect(commerce.tokens.get(anAttempt())).rejects.toMatchObject({ type: 'ImsUnavailable' });
  });

  test('no message contains the client secret', async () => {
    const { sandbox, connect } = await openTenant();
    const commerce = connect({ clientSecret: 'not-the-right-one' });
    const failure: unknown = await commerce.tokens.get(anAttempt()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ type: 'InvalidCredentials' });
    expect(String(failure)).not.toContain('not-the-right-one');
    expect(String(failure)).not.toContain(sandbox.settings.CLIENT_SECRET);
  });
});

test('an IMS that is down near the end of a token delays nobody', async () => {
  const { sandbox, commerce } = await openTenant({ tokenLifetimeMs: 2_000 });
  const token = await commerce.tokens.get(anAttempt());
  sandbox.fail({ on: 'token', what: { kind: 'status', status: 503, made: false } });
  await new Promise((resolve) => setTimeout(resolve, token.renewFromMs - Date.now() + 5));
  expect(await commerce.tokens.get(anAttempt())).toBe(token);
});

test('an IMS that throttles near the end of a token gets no request for as long as it asks', async () => {
  const { sandbox, commerce } = await openTenant({ tokenLifetimeMs: 3_000 });
  const token = await commerce.tokens.get(anAttempt());
  sandbox.fail({
    on: 'token',
    what: { kind: 'status', status: 429, made: false, headers: { 'retry-after': '60' } },
  });
  await new Promise((resolve) => setTimeout(resolve, token.renewFromMs - Date.now() + 5));
  for (let count = 0; count < 20; count += 1) expect(await commerce.tokens.get(anAttempt())).toBe(token);
  expect(kindsOf(sandbox)).toEqual(['token', 'token']);
});

test('an unreasonably long life is limited', async () => {
  const { sandbox, commerce } = await openTenant();
  const body = { access_token: 'x', expires_in: 1e300 };
  sandbox.fail({ on: 'token', what: { kind: 'status', status: 200, made: false, body } });
  const { validUntilMs } = await commerce.tokens.get(anAttempt());
  expect(new Date(validUntilMs).toISOString()).toMatch(/^20/);
});
