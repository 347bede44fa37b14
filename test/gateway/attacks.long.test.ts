import { somebody } from '../setup/people';
import { exchange, statusesIn } from './rawExchange';
import { setGatewayStage } from './stage';

jest.setTimeout(120_000);

const HEAD = 'Host: 127.0.0.1\r\nContent-Type: application/json\r\n';
const INPUT = JSON.stringify({ customer: somebody() });
const SMUGGLED = 'GET /onboardings HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';

function post(headers: string, body: string | Uint8Array, path = '/onboardings'): Uint8Array {
  const head = `POST ${path} HTTP/1.1\r\n${HEAD}${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), Buffer.from(body)]);
}

function posted(body: string | Uint8Array, path = '/onboardings'): Uint8Array {
  return post(`Connection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`, body, path);
}

const MANY = Array.from({ length: 10_000 }, (_, index) => `X-${index}: 1\r\n`).join('');
const DEEP_LIST = '['.repeat(10_000) + ']'.repeat(10_000);
const deep = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
const RETRY = `/onboardings/onboard-${'0'.repeat(32)}/retry`;

const attacks: [string, number, Uint8Array | string][] = [
  ['two lengths', 400, post('Content-Length: 5\r\nContent-Length: 6\r\n', `12345${SMUGGLED}`)],
  [
    'a length and chunks',
    400,
    post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`),
  ],
  ['a coding after chunked', 400, post('Transfer-Encoding: chunked, identity\r\n', `0\r\n\r\n${SMUGGLED}`)],
  ['a space before the colon', 400, post('Content-Length : 5\r\n', `12345${SMUGGLED}`)],
  ['a length that is none', 400, post('Content-Length: +5\r\n', `12345${SMUGGLED}`)],
  ['a chunk of no size', 400, post('Transfer-Encoding: chunked\r\n', `zz\r\n${SMUGGLED}`)],
  ['no HTTP at all', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n'],
  ['a header of 100 KB', 431, post(`X-Long: ${'x'.repeat(100_000)}\r\n`, '')],
  ['an address of 100 KB', 431, `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n${HEAD}\r\n`],
  ['10,000 headers', 431, post(MANY, '')],
  [
    'a body beyond the limit',
    413,
    posted(JSON.stringify({ customer: somebody(), password: 'x'.repeat(600_000) })),
  ],
  [
    'a body that is not UTF-8',
    400,
    posted(Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])),
  ],
  ['a body in UTF-16', 400, posted(Buffer.from(`\ufeff${INPUT}`, 'utf16le'))],
  ['lists 10,000 levels deep', 400, posted(DEEP_LIST)],
  ['objects 10,000 levels deep', 400, posted(deep(10_000))],
  ['a field of the customer 101 levels deep', 400, posted(INPUT.replace('"John"', deep(99)))],
  ['a correction 10,000 levels deep', 400, posted(deep(10_000), RETRY)],
  ['no JSON', 400, posted('{"customer":')],
  ['a member given twice', 400, posted('{"customer":{},"customer":{}}')],
  ['another prototype', 422, posted('{"__proto__":{"customer":{}},"constructor":{"prototype":{}}}')],
];

test.each(attacks)(
  '%s: %d with a problem document, one response, and the gateway keeps running',
  async (_, status, bytes) => {
    const { gateway, ask } = await setGatewayStage({ workers: 0 });
    const answer = await exchange(gateway.url, { parts: [bytes] });
    expect({ answer, statuses: statusesIn(answer) }).toMatchObject({ statuses: [status] });
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    const response = await ask('POST', '/onboardings', { document: { customer: somebody() } });
    expect(response.status).toBe(202);
  },
);

describe('a request that is too slow gets 408', () => {
  const limits = { requestTimeoutMs: 1_000 };

  test('headers byte by byte', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0, limits });
    const parts = `GET /onboardings HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ${'a'.repeat(100)}`.split('');
    const answer = await exchange(gateway.url, { parts, pauseMs: 50 });
    expect(statusesIn(answer)).toEqual([408]);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });

  test('a body byte by byte', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0, limits });
    const parts = [post(`Content-Length: ${INPUT.length}\r\n`, ''), ...INPUT.split('')];
    const answer = await exchange(gateway.url, { parts, pauseMs: 50 });
    expect(statusesIn(answer)).toEqual([408]);
    expect((await ask('GET', '/onboardings')).document).toMatchObject({ onboardings: [] });
  });

  test('200 silent connections keep nobody else out', async () => {
    const { gateway, ask } = await setGatewayStage({ workers: 0, limits });
    const silent = Array.from({ length: 200 }, () => exchange(gateway.url, { parts: ['GET / HT'] }));
    expect((await ask('POST', '/onboardings', { document: { customer: somebody() } })).status).toBe(202);
    for (const answer of await Promise.all(silent)) expect(statusesIn(answer)).toEqual([408]);
  });
});

test('a page token of another server gets 400', async () => {
  const { ask } = await setGatewayStage({ workers: 0 });
  const cursor = Buffer.from(JSON.stringify({ after: 'AAAA' })).toString('base64url');
  expect(await ask('GET', `/onboardings?cursor=${cursor}`)).toMatchObject({
    status: 400,
    document: { problems: [{ path: 'cursor' }] },
  });
});
