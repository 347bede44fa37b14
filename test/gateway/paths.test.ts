import { join } from 'node:path';
import pino from 'pino';
import { createAccess } from '../../src/gateway/access/access';
import { createGatewayServer } from '../../src/gateway/server';
import { setStage } from '../setup/stage';
import { exchange, statusesIn } from './rawExchange';
import { setGatewayStage } from './stage';

const HOST = 'Host: 127.0.0.1\r\n';
const request = (line: string, headers = HOST) => `${line} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;

test.each<[string, string, number, string]>([
  ['an unknown path', request('GET /elsewhere'), 404, 'not-found'],
  ['two slashes', request('GET //'), 404, 'not-found'],
  ['a path of 9,000 characters', request(`GET /${'a'.repeat(9_000)}`), 404, 'not-found'],
  ['an ID of 101 characters', request(`GET /onboardings/${'a'.repeat(101)}`), 414, 'path-too-long'],
  [
    'an ID of 9,000 characters',
    request(`POST /onboardings/${'a'.repeat(9_000)}/retry`),
    414,
    'path-too-long',
  ],
  [
    'an ID of 9,000 characters, deleted',
    request(`DELETE /onboardings/${'a'.repeat(9_000)}`),
    414,
    'path-too-long',
  ],
  ['a path of 17,000 characters', request(`GET /${'a'.repeat(17_000)}`), 431, 'headers-too-large'],
  ['a percent sign that encodes nothing', request('GET /onboardings/%zz'), 400, 'malformed-request'],
  ['half a character', request('GET /onboardings/%c3'), 400, 'malformed-request'],
  ['a null byte', request('GET /onboardings/%00'), 404, 'unknown-onboarding'],
  ['a null byte in the page', request('GET /docs/static/%00'), 400, 'malformed-request'],
  ['a way out of the page', request('GET /docs/static/../../package.json'), 404, 'not-found'],
  ['an encoded way out of the page', request('GET /docs/static/..%2f..%2fpackage.json'), 404, 'not-found'],
  ['a file that is not part of the page', request('GET /docs/static/nothing.js'), 404, 'not-found'],
  ['an asterisk', request('OPTIONS *'), 400, 'malformed-request'],
  ['the address of another server', request('GET http://evil.example/onboardings'), 400, 'malformed-request'],
  ['a proxy', request('CONNECT evil.example:80'), 405, 'method-not-allowed'],
  ['a method of WebDAV', request('PROPFIND /onboardings'), 405, 'method-not-allowed'],
  ['a method of WebDAV elsewhere', request('PROPFIND /elsewhere'), 404, 'not-found'],
  ['TRACE', request('TRACE /onboardings'), 405, 'method-not-allowed'],
  ['an unknown method', request('DANCE /onboardings'), 400, 'malformed-request'],
  ['no Host', request('GET /onboardings', ''), 400, 'malformed-request'],
  ['two Hosts', request('GET /onboardings', `${HOST}Host: evil.example\r\n`), 400, 'malformed-request'],
  ['a Host with a space', request('GET /onboardings', 'Host: a b\r\n'), 400, 'malformed-request'],
  ['a Host with a user', request('GET /healthz', 'Host: a@127.0.0.1\r\n'), 400, 'malformed-request'],
  ['a Host with a path', request('GET /', 'Host: 127.0.0.1/.evil.example\r\n'), 400, 'malformed-request'],
  ['an empty Host', request('GET /onboardings', 'Host:\r\n'), 403, 'foreign-page'],
  [
    'headers of 20 KB',
    request('GET /onboardings', `${HOST}X: ${'x'.repeat(20_000)}\r\n`),
    431,
    'headers-too-large',
  ],
])('%s gets a problem document', async (_, bytes, status, kind) => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  const answer = await exchange(gateway.url, { parts: [bytes] });
  expect({ answer, statuses: statusesIn(answer) }).toMatchObject({ statuses: [status] });
  expect(answer).toMatch(/content-type: application\/problem\+json/i);
  expect(answer).toContain(`"type":"urn:commerce-onboarding:problem:${kind}"`);
});

test('an unknown expectation is ignored', async () => {
  const { gateway } = await setGatewayStage({ workers: 0 });
  const answer = await exchange(gateway.url, {
    parts: [request('GET /healthz', `${HOST}Expect: dance\r\n`)],
  });
  expect(statusesIn(answer)).toEqual([200]);
});

test('with a key long paths get 414 too', async () => {
  const { ask, makeKey } = await setGatewayStage({ workers: 0 });
  const key = await makeKey(['read']);
  expect(await ask('GET', `/onboardings/${'a'.repeat(500)}`, { key })).toMatchObject({ status: 414 });
});

describe('HEAD', () => {
  test.each(['/healthz', '/readyz'])('of %s gets 200 without a body', async (path) => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const answer = await exchange(gateway.url, { parts: [request(`HEAD ${path}`)] });
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\n\r\n$/);
    const refused = await ask('DELETE', path);
    expect({ status: refused.status, allow: refused.headers.get('allow') }).toEqual({
      status: 405,
      allow: 'GET, HEAD',
    });
  });

  test('of /readyz gets 503 without a body if Temporal does not answer', async () => {
    const { temporal, taskQueue, sandbox } = await setStage({ workers: 0 });
    const server = await createGatewayServer({
      backend: {
        temporal,
        answers: { isReachable: () => Promise.resolve(false), of: (question) => question() },
        restEndpoint: sandbox.settings.REST_ENDPOINT,
        taskQueue,
      },
      access: createAccess({ host: '127.0.0.1', keyFile: join(__dirname, 'no-keys.json') }),
      limits: { requestTimeoutMs: 10_000, inFlight: 10, ratePerMinute: 100 },
      logger: pino({ level: 'silent' }),
      closing: new AbortController().signal,
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const answer = await exchange(url, { parts: [request('HEAD /readyz')] });
    await server.close();
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: 1\r\n/i);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  test('of an operation gets 405 without a body', async () => {
    const { gateway } = await setGatewayStage({ workers: 0 });
    const answer = await exchange(gateway.url, { parts: [request('HEAD /onboardings')] });
    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer).toMatch(/\r\n\r\n$/);
  });
});
