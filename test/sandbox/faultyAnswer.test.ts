import { connect } from 'node:net';
import { startSandbox, type Fault, type Sandbox } from '../../src/sandbox';
import { clientOf, idOf, requestToken, type SandboxClient } from './client';

const JANE = { email: 'jane@example.com' };

describe('faults, as a client sees them', () => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeEach(async () => {
    sandbox = await startSandbox();
    client = await clientOf(sandbox);
  });

  afterEach(() => sandbox.stop());

  test.each([
    [{ kind: 'lose', made: true }, 1],
    [{ kind: 'lose', made: false }, 0],
    [{ kind: 'late', byMs: 60_000 }, 0],
  ] as const)('%j: no answer comes', async (fault, customers) => {
    fail(fault);
    const hangUp = new AbortController();
    const arrived = sandbox.nextRequest('create');
    const made = customers === 1 ? sandbox.nextCustomer() : null;
    const answer = client.createUntil(hangUp.signal, JANE);
    await arrived;
    await made;
    hangUp.abort();
    await expect(answer).rejects.toThrow(/abort/);
    expect(sandbox.customers()).toHaveLength(customers);
    expect((await client.find(JANE.email)).body).toMatchObject({ total_count: customers });
  });

  test.each([true, false])('reset, made: %s: the connection is reset', async (made) => {
    fail({ kind: 'reset', made });
    await expect(client.create(JANE)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(sandbox.customers()).toHaveLength(made ? 1 : 0);
  });

  test('slow: the customer exists at once, the answer is late', async () => {
    fail({ kind: 'slow', byMs: 300 });
    const sentAt = performance.now();
    const answer = client.create(JANE);
    const made = await sandbox.nextCustomer();
    const found = await client.find(JANE.email);
    expect(found.body).toMatchObject({ total_count: 1 });
    expect(idOf(await answer)).toBe(made.id);
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(290);
  });

  test('late: the customer is made after its client closed the connection', async () => {
    fail({ kind: 'late', byMs: 200 });
    const hangUp = new AbortController();
    const arrived = sandbox.nextRequest('create');
    const answer = client.createUntil(hangUp.signal, JANE);
    await arrived;
    hangUp.abort();
    await expect(answer).rejects.toThrow(/abort/);
    expect(sandbox.customers()).toEqual([]);
    expect(await sandbox.nextCustomer()).toMatchObject(JANE);
    expect(sandbox.mails()).toHaveLength(1);
  });

  test('truncate, connection: the body ends before its announced length', async () => {
    fail({ kind: 'truncate', where: 'connection' });
    await expect(client.create(JANE)).rejects.toThrow(/terminated/);
    expect(sandbox.customers()).toHaveLength(1);
  });

  test('truncate, json: the answer is complete HTTP with half of the JSON', async () => {
    fail({ kind: 'truncate', where: 'json' });
    await expect(client.create(JANE)).rejects.toThrow(SyntaxError);
    expect(sandbox.customers()).toHaveLength(1);
  });

  test.each([
    [200, true],
    [502, true],
    [503, false],
  ])('html %d, made: %s', async (status, made) => {
    fail({ kind: 'html', status, made });
    const reply = await client.create(JANE);
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-type')).toMatch(/^text\/html/);
    expect(reply.body).toMatch(/^<!DOCTYPE html>/);
    expect(sandbox.customers()).toHaveLength(made ? 1 : 0);
  });

  test('any status, with headers and a body', async () => {
    const body = { message: 'Too Many Requests' };
    fail({ kind: 'status', status: 429, made: false, headers: { 'retry-after': '7' }, body });
    const reply = await client.create(JANE);
    expect([reply.status, reply.body, reply.headers.get('retry-after')]).toEqual([429, body, '7']);
    expect(sandbox.customers()).toEqual([]);
  });

  test('a 500 after a completed create, as HTML under text/plain', async () => {
    fail({ kind: 'status', status: 500, made: true, body: '<h1>SQLSTATE</h1>' });
    const reply = await client.create(JANE);
    expect([reply.status, reply.body]).toEqual([500, '<h1>SQLSTATE</h1>']);
    expect(reply.headers.get('content-type')).toBe('text/plain');
    expect(sandbox.customers()).toHaveLength(1);
  });

  test('a token request has the same faults', async () => {
    sandbox.fail({ on: 'token', what: { kind: 'status', status: 429, made: false }, count: 1 });
    expect((await requestToken(sandbox)).status).toBe(429);
    expect((await requestToken(sandbox)).status).toBe(200);
  });

  test('every answer has a date, including faulty ones', async () => {
    fail({ kind: 'html', status: 503, made: false });
    expect((await client.create(JANE)).headers.get('date')).toMatch(/ GMT$/);
  });

  test('the log contains the request, and the answer that the client did not get', async () => {
    fail({ kind: 'html', status: 502, made: true });
    await client.create(JANE);
    await client.create(JANE);
    expect(sandbox.requests().slice(-2)).toMatchObject([
      {
        kind: 'create',
        method: 'POST',
        path: '/sandbox-tenant/V1/customers',
        body: { customer: JANE },
        outcome: { state: 'faulted', fault: { kind: 'html' }, status: 200 },
      },
      { kind: 'create', outcome: { state: 'answered', status: 400 } },
    ]);
  });

  test('stops at once while requests wait', async () => {
    sandbox.fail({ on: 'any', what: { kind: 'lose', made: false } });
    sandbox.fail({ on: 'any', what: { kind: 'late', byMs: 60_000 } });
    const arrived = sandbox.nextRequest('create');
    const answer = client.create(JANE);
    const outcome = expect(answer).rejects.toThrow('fetch failed');
    await arrived;
    await sandbox.stop();
    await outcome;
    sandbox = await startSandbox();
  });

  test('a request that breaks off before its end has not arrived', async () => {
    const { hostname, port } = new URL(sandbox.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'POST /sandbox-tenant/V1/customers HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"customer":',
    );
    socket.end();
    await new Promise((resolve) => socket.on('close', resolve).resume());
    expect(sandbox.requests().filter(({ kind }) => kind === 'create')).toEqual([]);
  });

  function fail(what: Fault): void {
    sandbox.fail({ on: 'create', what, count: 1 });
  }
});
