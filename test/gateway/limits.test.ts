import { request, type ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { somebody } from '../setup/people';
import { type GatewayStage, setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';

/** Sends a request that waits for an onboarding without a worker, and waits until it has arrived. */
async function sendWaiting(
  { ask, taskQueue, temporal }: GatewayStage,
  signal: AbortSignal,
  key?: string,
): Promise<void> {
  const sent = { document: { customer: somebody() }, signal, ...(key !== undefined && { key }) };
  const count = async () => (await temporal.client.workflow.count(`TaskQueue = "${taskQueue}"`)).count;
  const before = await count();
  ask('POST', '/onboardings?wait=60s', sent).catch(() => undefined);
  while ((await count()) === before) await sleep(20);
}

test('one request too many at once gets 503 with Retry-After; a client that disconnects makes room', async () => {
  const stage = await setGatewayStage({ workers: 0, limits: { inFlight: 2 } });
  const [first, second] = [new AbortController(), new AbortController()];
  await sendWaiting(stage, first.signal);
  await sendWaiting(stage, second.signal);
  const refused = await stage.ask('GET', '/onboardings');
  expect(refused).toMatchObject({ status: 503, document: { type: `${PROBLEM}overloaded` } });
  expect(refused.headers.get('retry-after')).toBe('1');
  expect((await stage.ask('GET', '/healthz')).status).toBe(200);
  first.abort();
  await expect(untilStatus(stage, 200)).resolves.toBe(200);
  second.abort();
});

describe('a key with waiting requests', () => {
  const listAs = async ({ ask }: GatewayStage, key: string) => await ask('GET', '/onboardings', { key });

  test('gets half of the places, 429 with Retry-After beyond them, and others continue', async () => {
    const stage = await setGatewayStage({ workers: 0, limits: { inFlight: 6 } });
    const makeKey = async () => await stage.makeKey(['start', 'read']);
    const [eager, second, third] = [await makeKey(), await makeKey(), await makeKey()];
    const over = new AbortController();
    for (let count = 0; count < 3; count += 1) await sendWaiting(stage, over.signal, eager);
    const refused = await listAs(stage, eager);
    expect(refused).toMatchObject({ status: 429, document: { type: `${PROBLEM}too-many-requests` } });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await listAs(stage, second)).status).toBe(200);

    // Three are free: the second key takes two of them, and one remains for a third.
    for (let count = 0; count < 2; count += 1) await sendWaiting(stage, over.signal, second);
    expect((await listAs(stage, second)).status).toBe(429);
    expect((await listAs(stage, third)).status).toBe(200);

    over.abort();
    for (;;) if ((await listAs(stage, eager)).status === 200) break;
  });

  test('with simultaneous requests never takes the place of another key', async () => {
    const stage = await setGatewayStage({ workers: 0, limits: { inFlight: 4 } });
    const [eager, other] = [await stage.makeKey(['start']), await stage.makeKey(['read'])];
    const over = new AbortController();
    const sent = { key: eager, signal: over.signal };
    for (let count = 0; count < 40; count += 1) {
      const document = { customer: somebody() };
      stage.ask('POST', '/onboardings?wait=60s', { ...sent, document }).catch(() => undefined);
    }
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await listAs(stage, other)).status),
    );
    expect(statuses.filter((status) => status === 503)).toEqual([]);
    expect(statuses).toContain(200);
    over.abort();
  });

  test('requests with unknown keys take no place', async () => {
    const stage = await setGatewayStage({ workers: 0, limits: { inFlight: 1 } });
    const key = await stage.makeKey(['read']);
    const asked = Array.from({ length: 20 }, () => stage.ask('GET', '/onboardings', { key: 'unknown' }));
    expect((await listAs(stage, key)).status).toBe(200);
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([401]));
  });
});

async function untilStatus({ ask }: GatewayStage, wanted: number): Promise<number> {
  for (;;) {
    const { status } = await ask('GET', '/onboardings');
    if (status === wanted) return status;
    await sleep(20);
  }
}

test('a key above its rate gets 429 with Retry-After, and other keys continue', async () => {
  const { ask, makeKey } = await setGatewayStage({ workers: 0, limits: { ratePerMinute: 3 } });
  const [eager, other] = [await makeKey(['read']), await makeKey(['read'])];
  const asked = () => ask('GET', `/onboardings/onboard-${'0'.repeat(32)}`, { key: eager });
  const statuses = [await asked(), await asked(), await asked()].map(({ status }) => status);
  expect(statuses).toEqual([404, 404, 404]);
  const refused = await ask('GET', '/onboardings', { key: eager });
  expect(refused).toMatchObject({ status: 429, document: { type: `${PROBLEM}too-many-requests` } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await ask('GET', '/onboardings', { key: other })).status).toBe(200);
});

test('a body above 512 KiB gets 413, with or without Content-Length', async () => {
  const { ask, gateway } = await setGatewayStage({ workers: 0 });
  const document = { customer: somebody(), password: 'x'.repeat(512 * 1024) };
  expect(await ask('POST', '/onboardings', { document })).toMatchObject({
    status: 413,
    document: { type: `${PROBLEM}body-too-large` },
  });
  const chunked = request(`${gateway.url}/onboardings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
  });
  const status = statusOf(chunked);
  chunked.on('error', () => undefined).end(JSON.stringify(document));
  expect(await status).toBe(413);
});

test.each(['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'application/json-seq'])(
  'a body of type %s gets 415',
  async (type) => {
    const { ask } = await setGatewayStage({ workers: 0 });
    const response = await ask('POST', '/onboardings', {
      document: { customer: somebody() },
      headers: { 'content-type': type },
    });
    expect(response).toMatchObject({ status: 415, document: { type: `${PROBLEM}unsupported-media-type` } });
  },
);

test('an unknown path gets 404, another method 405 with Allow, both with problem documents', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  expect(await ask('GET', '/elsewhere')).toMatchObject({
    status: 404,
    document: { type: `${PROBLEM}not-found` },
  });
  const refused = await ask('DELETE', '/onboardings');
  expect(refused).toMatchObject({ status: 405, document: { type: `${PROBLEM}method-not-allowed` } });
  expect(refused.headers.get('allow')).toBe('GET, POST');
  expect(await ask('GET', '/onboardings/%zz')).toMatchObject({
    status: 400,
    document: { type: `${PROBLEM}malformed-request` },
  });
});

async function statusOf(asked: ClientRequest): Promise<number | undefined> {
  return await new Promise((settle) => {
    asked.once('response', (response) => {
      response.resume();
      settle(response.statusCode);
    });
  });
}
