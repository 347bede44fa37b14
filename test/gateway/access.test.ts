import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import pino from 'pino';
import { GatewayError, startGateway } from '../../src/gateway';
import { somebody } from '../setup/people';
import { ask as askAt, setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';
const LIST = ['GET', '/onboardings'] as const;

describe('with keys', () => {
  test('a missing, a wrong and a changed key get 401 with a problem document', async () => {
    const { ask, makeKey } = await setGatewayStage({ workers: 0 });
    const key = await makeKey(['read']);
    expect((await ask(...LIST, { key })).status).toBe(200);
    const changed = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    for (const sent of [undefined, 'nonsense', changed, `${key}A`, `onboard_00000000_${'A'.repeat(43)}`]) {
      const { status, headers, document } = await ask(...LIST, sent === undefined ? {} : { key: sent });
      expect({ status, document }).toMatchObject({
        status: 401,
        document: { type: `${PROBLEM}not-authenticated`, status: 401 },
      });
      expect(headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(JSON.stringify(document)).not.toContain(key.slice(-20));
    }
    const basic = { authorization: `Basic ${Buffer.from(`a:${key}`).toString('base64')}` };
    expect((await ask(...LIST, { headers: basic })).status).toBe(401);
  });

  test('each right allows its own operations, and no others', async () => {
    const { ask, makeKey } = await setGatewayStage({ workers: 0 });
    const id = `onboard-${'0'.repeat(32)}`;
    const uses = [
      {
        right: 'start',
        method: 'POST',
        path: '/onboardings',
        document: { customer: somebody() },
        granted: 202,
      },
      { right: 'read', method: 'GET', path: '/onboardings', granted: 200 },
      { right: 'read', method: 'GET', path: `/onboardings/${id}`, granted: 404 },
      { right: 'retry', method: 'POST', path: `/onboardings/${id}/retry`, granted: 404 },
    ] as const;
    for (const right of ['start', 'read', 'retry', 'adopt'] as const) {
      const key = await makeKey([right]);
      for (const { right: needed, method, path, granted, ...sent } of uses) {
        const { status, document } = await ask(method, path, { key, ...sent });
        expect({ right, path, status }).toEqual({ right, path, status: right === needed ? granted : 403 });
        if (right !== needed)
          expect(document).toMatchObject({ type: `${PROBLEM}right-missing`, status: 403 });
      }
    }
  });

  test('health and documents need no key', async () => {
    const { ask, makeKey } = await setGatewayStage({ workers: 0 });
    await makeKey(['read']);
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs/']) {
      expect({ path, ...(await ask('GET', path)) }).toMatchObject({ path, status: 200 });
    }
  });

  test('the first key takes effect with the next request, and so does its revocation', async () => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    expect((await ask(...LIST)).status).toBe(200);
    const key = await makeKey(['read']);
    expect((await ask(...LIST)).status).toBe(401);
    expect((await ask(...LIST, { key })).status).toBe(200);
    await writeFile(keyFile, JSON.stringify({ keys: [] }));
    expect((await ask(...LIST, { key })).status).toBe(401);
    expect((await ask(...LIST)).status).toBe(401);
  });

  test('the file contains no key, and only its owner can read it', async () => {
    const { makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    const keys = await Promise.all([makeKey(['read']), makeKey(['start']), makeKey(['retry'])]);
    const content = await readFile(keyFile, 'utf8');
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    for (const key of keys) {
      expect(content).toContain(key.split('_')[1]);
      expect(content).not.toContain(key.slice(17));
    }
  });

  test('an unreadable file gives access to nobody', async () => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    const key = await makeKey(['read']);
    await writeFile(keyFile, '{"keys": [');
    expect(await ask(...LIST, { key })).toMatchObject({
      status: 503,
      document: { type: `${PROBLEM}keys-unreadable` },
    });
    expect((await ask(...LIST)).status).toBe(503);
  });
});

describe('without keys', () => {
  test.each<[string, Partial<Parameters<typeof startGateway>[0]>]>([
    ['on 0.0.0.0', { host: '0.0.0.0' }],
    ['on ::', { host: '::' }],
    ['on 192.0.2.1', { host: '192.0.2.1' }],
    ['on gateway.example.com', { host: 'gateway.example.com' }],
    // A proxy for the senders would bring unsigned events too.
    ['with secrets of senders', { events: { secrets: [`whsec_${'A'.repeat(44)}`] } }],
    ['with a client ID of Adobe', { events: { adobe: { clientId: 'client' } } }],
  ])('it does not listen %s', async (_, options) => {
    const { temporal, sandbox, taskQueue, keyFile } = await setGatewayStage({ workers: 0 });
    const starting = startGateway({
      temporal,
      taskQueue,
      restEndpoint: sandbox.settings.REST_ENDPOINT,
      host: '127.0.0.1',
      port: 0,
      keyFile,
      limits: { requestTimeoutMs: 1_000, inFlight: 1, ratePerMinute: 1 },
      logger: silent,
      ...options,
    });
    await expect(starting).rejects.toMatchObject({ constructor: GatewayError, kind: 'keyNeeded' });
  });

  test('foreign pages are refused, with their own host name and with another origin', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const { port } = new URL(gateway.url);
    expect(await statusFor(gateway.url, { host: `rebound.example.com:${port}` })).toBe(403);
    expect(await statusFor(gateway.url, { host: `localhost:${port}` })).toBe(200);
    for (const origin of ['https://evil.example.com', 'null', `http://127.0.0.1:${Number(port) + 1}`]) {
      const document = { customer: somebody() };
      const response = await ask('POST', '/onboardings', { document, headers: { origin } });
      expect({ origin, ...response }).toMatchObject({
        status: 403,
        document: { type: `${PROBLEM}foreign-page` },
      });
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await ask(...LIST, { headers: { origin: gateway.url } })).status).toBe(200);
    expect((await askAt(`${gateway.url}/onboardings`, 'GET')).document['onboardings']).toEqual([]);
  });
});

describe('without keys, a page in a browser of this machine', () => {
  const JSON_TYPE = 'application/json';
  const body = JSON.stringify({ customer: somebody() });
  const FOREIGN = { status: 403, kind: `${PROBLEM}foreign-page` };

  test.each(['/onboardings', '/', '/docs/', '/openapi.json', '/healthz', '/readyz', '/elsewhere'])(
    'reads nothing at %s with a foreign host name (DNS rebinding)',
    async (path) => {
      const { gateway } = await setGatewayStage({ workers: 0 });
      const { port } = new URL(gateway.url);
      const names = ['rebound.example.com', `rebound.example.com:${port}`, `127.0.0.1.example.com:${port}`];
      for (const host of [...names, `localhost.:${port}`, '192.168.0.7', '[::2]']) {
        expect({ host, ...(await sendAs(gateway.url + path, { headers: { host } })) }).toMatchObject(FOREIGN);
      }
      for (const host of ['localhost', `localhost:${port}`, `127.0.0.1:${port}`, '[::1]:80', 'LOCALHOST']) {
        const { status } = await sendAs(gateway.url + path, { headers: { host } });
        expect({ host, isForeign: status === 403 }).toEqual({ host, isForeign: false });
      }
    },
  );

  test.each<[string, string, Record<string, string>]>([
    [
      'a form',
      'POST',
      { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' },
    ],
    ['a form of an opaque origin', 'POST', { 'content-type': 'text/plain', origin: 'null' }],
    ['fetch without a preflight', 'POST', { 'content-type': 'text/plain', origin: 'https://evil.example' }],
    [
      'fetch of another port of this machine',
      'POST',
      { 'content-type': JSON_TYPE, origin: 'http://localhost:1' },
    ],
    ['an image', 'GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['an image of another port', 'GET', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
  ])('starts and reads nothing with %s', async (_, method, headers) => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const sent = await sendAs(`${gateway.url}/onboardings`, {
      ...{ method, headers },
      ...(method === 'POST' && { body }),
    });
    expect(sent).toEqual(FOREIGN);
    expect((await ask(...LIST)).document['onboardings']).toEqual([]);
  });

  test('retries nothing with a POST without a body', async () => {
    const { gateway } = await setGatewayStage({ workers: 0 });
    const url = `${gateway.url}/onboardings/onboard-${'0'.repeat(32)}/retry`;
    expect(await sendAs(url, { method: 'POST', headers: { origin: 'https://evil.example' } })).toEqual(
      FOREIGN,
    );
    expect(await sendAs(url, { method: 'POST', headers: { 'content-type': 'text/plain' } })).toMatchObject({
      status: 415,
    });
  });

  test('gets no permission for another origin from a preflight', async () => {
    const { gateway } = await setGatewayStage({ workers: 0 });
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
    const response = await fetch(`${gateway.url}/onboardings`, { method: 'OPTIONS', headers });
    expect({ status: response.status, allowed: response.headers.get('access-control-allow-origin') }).toEqual(
      {
        status: 405,
        allowed: null,
      },
    );
  });

  test('may be the page of the gateway itself', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const headers = { origin: gateway.url, 'sec-fetch-site': 'same-origin' };
    expect((await ask(...LIST, { headers })).status).toBe(200);
  });
});

test('with keys every Host and Origin is accepted, because the gateway may be behind a proxy', async () => {
  const { gateway, makeKey } = await setGatewayStage({ workers: 0 });
  const authorization = `Bearer ${await makeKey(['read'])}`;
  const headers = { host: 'onboarding.example.com', origin: 'https://crm.example.com', authorization };
  expect(await sendAs(`${gateway.url}/onboardings`, { headers })).toMatchObject({ status: 200 });
  expect(await sendAs(`${gateway.url}/healthz`, { headers })).toMatchObject({ status: 200 });
});

interface Sent {
  method?: string;
  headers: Record<string, string>;
  body?: string;
}

/** As a browser does; `fetch` does not let a program set its Host. */
async function sendAs(url: string, { body, ...options }: Sent): Promise<{ status: number; kind?: string }> {
  return await new Promise((settle, reject) => {
    request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const isProblem = response.headers['content-type'] === 'application/problem+json';
        const kind = isProblem && { kind: (JSON.parse(text) as { type: string }).type };
        settle({ status: response.statusCode ?? 0, ...kind });
      });
    })
      .on('error', reject)
      .end(body);
  });
}

const silent = pino({ level: 'silent' });

/** `fetch` does not let a program set its Host. */
async function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return await new Promise((settle, reject) => {
    request(`${url}/onboardings`, { headers }, (response) => {
      response.resume();
      settle(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
