import { readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import pino from 'pino';
import { GatewayError, startGateway } from '../../src/gateway';
import { somebody } from '../setup/people';
import { ask as askAt, setGatewayStage } from './stage';

const PROBLEM = 'urn:commerce-onboarding:problem:';
const LIST = ['GET', '/onboardings'] as const;

describe('with keys', () => {
  test('no key, a wrong one and a changed one are 401 as problem documents', async () => {
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

  test('each right lets in to what it is for, and to nothing else', async () => {
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
    for (const right of ['start', 'read', 'retry'] as const) {
      const key = await makeKey([right]);
      for (const { right: needed, method, path, granted, ...sent } of uses) {
        const { status, document } = await ask(method, path, { key, ...sent });
        expect({ right, path, status }).toEqual({ right, path, status: right === needed ? granted : 403 });
        if (right !== needed)
          expect(document).toMatchObject({ type: `${PROBLEM}right-missing`, status: 403 });
      }
    }
  });

  test('health and documents are told without one', async () => {
    const { ask, makeKey } = await setGatewayStage({ workers: 0 });
    await makeKey(['read']);
    for (const path of ['/healthz', '/readyz', '/openapi.json', '/docs/']) {
      expect({ path, ...(await ask('GET', path)) }).toMatchObject({ path, status: 200 });
    }
  });

  test('the first key that is made counts from the next request on, and so does its end', async () => {
    const { ask, makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    expect((await ask(...LIST)).status).toBe(200);
    const key = await makeKey(['read']);
    expect((await ask(...LIST)).status).toBe(401);
    expect((await ask(...LIST, { key })).status).toBe(200);
    await writeFile(keyFile, JSON.stringify({ keys: [] }));
    expect((await ask(...LIST, { key })).status).toBe(401);
    expect((await ask(...LIST)).status).toBe(401);
  });

  test('the file holds no key, and is for its owner alone', async () => {
    const { makeKey, keyFile } = await setGatewayStage({ workers: 0 });
    const keys = await Promise.all([makeKey(['read']), makeKey(['start']), makeKey(['retry'])]);
    const content = await readFile(keyFile, 'utf8');
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    for (const key of keys) {
      expect(content).toContain(key.split('_')[1]);
      expect(content).not.toContain(key.slice(17));
    }
  });

  test('a file that cannot be read lets nobody in', async () => {
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
  test.each(['0.0.0.0', '::', '192.0.2.1', 'gateway.example.com'])(
    'it does not listen on %s',
    async (host) => {
      const { temporal, sandbox, taskQueue, keyFile } = await setGatewayStage({ workers: 0 });
      const starting = startGateway({
        temporal,
        taskQueue,
        restEndpoint: sandbox.settings.REST_ENDPOINT,
        host,
        port: 0,
        keyFile,
        limits: { requestTimeoutMs: 1_000, inFlight: 1, ratePerMinute: 1 },
        logger: silent,
      });
      await expect(starting).rejects.toMatchObject({ constructor: GatewayError, kind: 'keyNeeded' });
    },
  );

  test('pages of others are refused, under a name of their own and from another origin', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const { port } = new URL(gateway.url);
    expect(await statusFor(gateway.url, { host: `rebound.example.com:${port}` })).toBe(403);
    expect(await statusFor(gateway.url, { host: `localhost:${port}` })).toBe(200);
    for (const origin of ['https://evil.example.com', 'null', `http://127.0.0.1:${Number(port) + 1}`]) {
      const document = { customer: somebody() };
      const told = await ask('POST', '/onboardings', { document, headers: { origin } });
      expect({ origin, ...told }).toMatchObject({
        status: 403,
        document: { type: `${PROBLEM}foreign-page` },
      });
      expect(told.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect((await ask(...LIST, { headers: { origin: gateway.url } })).status).toBe(200);
    expect((await askAt(`${gateway.url}/onboardings`, 'GET')).document['onboardings']).toEqual([]);
  });
});

const silent = pino({ level: 'silent' });

/** `fetch` does not let a program choose its Host. */
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
