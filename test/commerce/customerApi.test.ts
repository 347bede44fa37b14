import type { Reply } from '../../src/commerce/customerApi';
import { StepFailure } from '../../src/commerce/failure';
import { unlimited, type Pace } from '../../src/commerce/pace';
import type { Fault } from '../../src/sandbox';
import { commerceFailure, isRefusal } from '../../src/commerce/commerceFailure';
import { anAttempt, kindsOf, openTenant } from './tenant';

const john = { email: 'john+doe@example.com', firstname: 'John', lastname: 'Doe', website_id: 1 };

test("a POST has the tutorial's body and the headers that Commerce requires", async () => {
  const { sandbox, commerce } = await openTenant();
  await commerce.customers.create({ customer: john, password: 'TempPa55word!' }, anAttempt());
  const request = sandbox.requests().find(({ kind }) => kind === 'create');
  expect(request?.body).toEqual({ customer: john, password: 'TempPa55word!' });
  expect(request?.headers).toMatchObject({
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: expect.stringMatching(/^Bearer /),
    'x-api-key': sandbox.settings.CLIENT_ID,
  });
  expect(request?.headers).not.toHaveProperty('store');
  expect(request?.headers).not.toHaveProperty('x-gw-ims-org-id');
});

test('every request has a user agent, and asks for an answer without encoding', async () => {
  const { sandbox, commerce } = await openTenant();
  const { answer } = await commerce.customers.create({ customer: john }, anAttempt());
  expect(answer).toMatchObject({ status: 200 });
  await commerce.customers.search(john, anAttempt());
  expect(sandbox.requests()).toHaveLength(3);
  for (const { headers } of sandbox.requests()) {
    expect(headers).toMatchObject({
      'user-agent': expect.stringMatching(/^commerce-onboarding\/\d+\.\d+\.\d+$/) as string,
      'accept-encoding': 'identity',
    });
  }
});

test('organization and store view are sent if they are set', async () => {
  const { sandbox, connect } = await openTenant();
  const commerce = connect({ imsOrgId: 'ABC@AdobeOrg', store: 'all' });
  await commerce.customers.create({ customer: john }, anAttempt());
  const request = sandbox.requests().find(({ kind }) => kind === 'create');
  expect(request?.headers).toMatchObject({ 'x-gw-ims-org-id': 'ABC@AdobeOrg', store: 'all' });
});

test('a PUT has the ID in path and body, whatever the fields contain', async () => {
  const { sandbox, commerce } = await openTenant();
  const id = sandbox.addCustomer(john);
  await commerce.customers.update(id, { ...john, id: 99 }, anAttempt());
  const request = sandbox.requests().find(({ kind }) => kind === 'update');
  expect(request?.path).toMatch(new RegExp(`/V1/customers/${id}$`));
  expect(request?.body).toMatchObject({ customer: { id } });
});

test('a search finds an address with a plus, on its website only', async () => {
  const { sandbox, commerce } = await openTenant();
  const id = sandbox.addCustomer(john);
  sandbox.addCustomer({ ...john, website_id: 2 });
  const { rows } = await commerce.customers.search({ email: john.email, websiteId: 1 }, anAttempt());
  expect(rows.map((row) => row.id)).toEqual([id]);
});

test('a token that Commerce refuses is replaced once, and the request is sent again', async () => {
  const { sandbox, commerce } = await openTenant();
  await commerce.tokens.get(anAttempt());
  sandbox.revokeTokens();
  const { answer, sentBefore } = await commerce.customers.create({ customer: john }, anAttempt());
  expect(answer).toMatchObject({ kind: 'answered', status: 200 });
  expect(sentBefore).toBe(true);
  expect(kindsOf(sandbox)).toEqual(['token', 'create', 'token', 'create']);
});

test('a new token that is refused as well is AccessDenied', async () => {
  const { sandbox, commerce } = await openTenant();
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 401, made: false, body: { message: 'no' } } });
  await expect(commerce.customers.create({ customer: john }, anAttempt())).rejects.toMatchObject({
    type: 'AccessDenied',
    tries: 3,
  });
});

describe('an answer to a POST', () => {
  const status = (code: number, body?: unknown, headers?: Record<string, string>): Fault => ({
    kind: 'status',
    status: code,
    made: false,
    ...(body !== undefined && { body }),
    ...(headers && { headers }),
  });
  const refusal = { message: '"%fieldName" is not supported.', parameters: { fieldName: 'Foo' } };
  const table: [string, Fault, object][] = [
    [
      '400 with a message is a refusal, filled in',
      status(400, refusal),
      { type: 'CustomerRejected', message: '"Foo" is not supported.' },
    ],
    ['400 of a proxy is none', status(400, '<html>'), { type: 'UnexpectedResponse' }],
    [
      '400 of the gateway is none',
      status(400, { error_code: '400001', message: 'x' }),
      { type: 'UnexpectedResponse' },
    ],
    [
      '403 is final',
      status(403, { message: 'User is not entitled' }),
      { type: 'AccessDenied', tries: 'once' },
    ],
    [
      '404 of a wrong path',
      status(404, { message: 'Request does not match any route.' }),
      { type: 'EndpointNotFound', tries: 5 },
    ],
    ...[401, 403, 404, 405, 406, 407, 413, 451].map((code): [string, Fault, object] => [
      `${code} of a proxy or firewall says nothing about the credential or the endpoint`,
      { kind: 'html', status: code, made: true },
      { type: 'CommerceUnavailable', tries: 'untilGivenUp' },
    ]),
    ['403 without a body', status(403, ''), { type: 'CommerceUnavailable' }],
    ['404 of another JSON service', status(404, { error: 'not found' }), { type: 'CommerceUnavailable' }],
    [
      'a credential that the gateway refuses',
      status(403, { error_code: '403003', message: 'Api Key is invalid' }),
      { type: 'AccessDenied', message: 'Commerce answered 403: Api Key is invalid' },
    ],
    [
      'a token that the gateway refuses',
      status(400, { error_code: '401013', message: 'Oauth token is not valid' }),
      { type: 'AccessDenied' },
    ],
    [
      'too many requests for the gateway',
      status(403, { error_code: 429050, message: 'Too many requests' }, { 'retry-after': '3' }),
      { type: 'RateLimited', retryAfterMs: 3_000 },
    ],
    [
      '404 about the store',
      status(404, { message: "The store that was requested wasn't found. Verify the store and try again." }),
      { type: 'CustomerRejected' },
    ],
    [
      '429 asks to wait',
      status(429, {}, { 'retry-after': '7' }),
      { type: 'RateLimited', retryAfterMs: 7_000 },
    ],
    [
      '500',
      status(500, { message: 'Internal Error.' }),
      { type: 'CommerceUnavailable', tries: 'untilGivenUp' },
    ],
    ['503 of maintenance', { kind: 'html', status: 503, made: false }, { type: 'CommerceUnavailable' }],
    ['408', status(408), { type: 'CommerceUnavailable' }],
    ['a redirect', status(302, '', { location: 'http://127.0.0.1/' }), { type: 'UnexpectedResponse' }],
    ['200 with HTML', { kind: 'html', status: 200, made: true }, { type: 'UnexpectedResponse', tries: 5 }],
    ['a body that is cut', { kind: 'truncate', where: 'connection' }, { type: 'CommerceUnavailable' }],
    ['JSON that is cut', { kind: 'truncate', where: 'json' }, { type: 'UnexpectedResponse' }],
    ['a reset', { kind: 'reset', made: true }, { type: 'CommerceUnavailable' }],
    [
      'no answer',
      { kind: 'lose', made: true },
      {
        type: 'CommerceUnavailable',
        message: expect.stringMatching(/^Commerce: no whole answer within 0\.\d+ s$/),
      },
    ],
  ];
  test.each(table)('%s', async (_, what, expected) => {
    const { sandbox, commerce } = await openTenant();
    await commerce.tokens.get(anAttempt());
    sandbox.fail({ on: 'create', what });
    // Only an answer that never comes is waited for, so that a busy machine does not fail the others.
    const attempt = anAttempt(what.kind === 'lose' ? { limitMs: 200 } : {});
    const failure = await failureOf(commerce.customers.create({ customer: john }, attempt));
    expect(failure).toMatchObject(expected);
    expect(failure.isRefusal).toBe('type' in expected && expected.type === 'CustomerRejected');
  });

  test('from a proxy or firewall is described, and nothing else of its page is repeated', async () => {
    const { sandbox, commerce } = await openTenant();
    const page = (title: string) =>
      `<html><head><title>${title}</title></head><body>Blocked: john+doe@example.com, rule 949110</body></html>`;
    const answeredWith = async (title: string) => {
      sandbox.clearFaults();
      const headers = { 'content-type': 'text/html; charset=utf-8', server: 'nginx/1.2 (john)' };
      sandbox.fail({ on: 'create', what: status(403, page(title), headers) });
      return (await failureOf(commerce.customers.create({ customer: john }, anAttempt()))).message;
    };
    expect(await answeredWith('403 Forbidden')).toBe(
      '403 was answered in place of Commerce (text/html from nginx/1.2: "403 Forbidden"). ' +
        'If it stays so, look for a proxy or firewall on the way, and check REST_ENDPOINT',
    );
    expect(await answeredWith('Refused: john+doe@example.com')).toContain('(text/html from nginx/1.2). ');
  });

  test('that is larger than any answer of Commerce is not read to its end', async () => {
    const { sandbox, commerce } = await openTenant();
    sandbox.fail({ on: 'create', what: status(200, { id: 1, padding: 'x'.repeat(1024 * 1024) }) });
    const { answer } = await commerce.customers.create({ customer: john }, anAttempt());
    expect(answer).toMatchObject({ kind: 'unanswered', reason: 'the answer is larger than 512 KiB' });
  });
});

test('an attempt that was replaced may read, but never writes, whatever the pace calls', async () => {
  const { sandbox, commerce } = await openTenant({}, { pace: unlimited });
  const replaced = { ...anAttempt(), assertCurrent: () => Promise.reject(new Error('replaced')) };
  await commerce.customers.search(john, replaced);
  await expect(commerce.customers.create({ customer: john }, replaced)).rejects.toThrow('replaced');
  await expect(commerce.customers.update(1, john, replaced)).rejects.toThrow('replaced');
  expect(kindsOf(sandbox)).toEqual(['token', 'lookUp']);
});

test('the end of an attempt ends its request', async () => {
  const { sandbox, commerce } = await openTenant();
  sandbox.fail({ on: 'create', what: { kind: 'lose', made: false } });
  const attempt = new AbortController();
  const created = commerce.customers.create({ customer: john }, anAttempt({ signal: attempt.signal }));
  await sandbox.nextRequest('create');
  attempt.abort(new Error('the server has given it up'));
  await expect(created).rejects.toThrow('the server has given it up');
});

test('the message of a failed look-up does not contain the address', async () => {
  const { sandbox, commerce } = await openTenant();
  sandbox.fail({ on: 'lookUp', what: { kind: 'reset', made: false } });
  const failure: unknown = await commerce.customers
    .search({ email: john.email }, anAttempt())
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ type: 'CommerceUnavailable' });
  expect(JSON.stringify(failure) + String(failure)).not.toMatch(/john/);
});

interface ReportedFailure {
  readonly type: string;
  readonly message: string;
  readonly tries: unknown;
  readonly retryAfterMs: number | undefined;
  readonly isRefusal: boolean;
}

/** The failure that a reply means; a token that is refused twice is thrown as one. */
async function failureOf(replying: Promise<Reply>): Promise<ReportedFailure> {
  const reported = await replying.then(
    ({ answer }) => ({ failure: commerceFailure(answer), isRefusal: isRefusal(answer) }),
    (error: unknown) => {
      if (error instanceof StepFailure) return { failure: error, isRefusal: false };
      throw error;
    },
  );
  const { type, message, tries, retryAfterMs } = reported.failure;
  return { type, message, tries, retryAfterMs, isRefusal: reported.isRefusal };
}
describe('the token of a request', () => {
  /** Makes each request wait until it is released. */
  function aGate(): { pace: Pace; open: () => void; arrived: Promise<void> } {
    let open: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const pass: Pace['pass'] = async (send, { kind }) => {
      if (kind === 'token') return await send();
      arrive();
      await opened;
      return await send();
    };
    return { pace: { pass, stopWaiting: () => undefined }, open, arrived };
  }

  test('is fetched while the request waits in line, if the earlier one expired', async () => {
    const { pace, open, arrived } = aGate();
    const { sandbox, commerce } = await openTenant({}, { pace });
    const early = await commerce.tokens.get(anAttempt());
    const created = commerce.customers.create({ customer: john }, anAttempt());
    await arrived;
    commerce.tokens.drop(early);
    const late = await commerce.tokens.get(anAttempt());
    open();
    await created;
    const sent = sandbox.requests().filter(({ kind }) => kind === 'create');
    expect(sent.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${late.value}`]);
  });

  test('is fetched when the request is sent, if none is left by then', async () => {
    const { pace, open, arrived } = aGate();
    const { sandbox, commerce } = await openTenant({}, { pace });
    const early = await commerce.tokens.get(anAttempt());
    const created = commerce.customers.create({ customer: john }, anAttempt());
    await arrived;
    commerce.tokens.drop(early);
    open();
    await created;
    expect(kindsOf(sandbox)).toEqual(['token', 'token', 'create']);
  });
});

test('an unusable Retry-After is reported once, and causes no wait', async () => {
  const onOddRetryAfter = jest.fn();
  const { sandbox, connect } = await openTenant();
  const commerce = connect({ onOddRetryAfter });
  const busy = {
    kind: 'status',
    status: 503,
    made: false,
    body: {},
    headers: { 'retry-after': '1795521600' },
  } as const;
  sandbox.fail({ on: 'create', what: busy });
  for (let count = 0; count < 3; count += 1) {
    const { answer } = await commerce.customers.create({ customer: john }, anAttempt());
    expect(answer).toMatchObject({ status: 503, retryAfterMs: undefined });
  }
  expect(onOddRetryAfter.mock.calls).toEqual([['seconds beyond an hour']]);
});
