import { createSecretKey } from 'node:crypto';
import { connect } from 'node:net';
import { ApplicationFailure, DefaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import pino from 'pino';
import { type CodecServer, type CodecServerOptions, startCodecServer } from '../../src/codecServer';
import { type EncryptionKeys, newEncryptionKey } from '../../src/temporal/encryption';
import { decryptAsSamples } from '../temporal/encryption/sampleCodec';
import { exchange } from '../setup/exchange';
import { ask, askFor, encrypted, plain } from './codecClient';

const SECRET = Buffer.alloc(32, 7);
const keys: EncryptionKeys = [{ id: 'new', secret: createSecretKey(SECRET) }, newEncryptionKey()];
const UI = 'http://127.0.0.1:8233';

let server: CodecServer;
const logged: string[] = [];

async function serve(options: Partial<CodecServerOptions> = {}): Promise<CodecServer> {
  const logger = pino({}, { write: (line: string) => void logged.push(line) });
  const encryption = { mode: 'on', keys } as const;
  return await startCodecServer({ encryption, origins: [UI], access: { kind: 'open' }, logger, ...options });
}

beforeAll(async () => {
  server = await serve();
});
/** After every request it still works. */
afterEach(async () => {
  const { status, body } = await askFor(server.url, '/decode', [await encrypted('still there', keys)]);
  expect({ status, body }).toEqual({ status: 200, body: { payloads: [plain('still there')] } });
});
afterAll(() => server.close());

test('payloads of every key are decoded, in order, and an unencrypted one is returned as it is', async () => {
  const [first, second] = keys;
  const payloads = [
    await encrypted({ email: 'a' }, [second!]),
    plain('in the clear'),
    await encrypted(7, [first]),
  ];
  const { status, body } = await askFor(server.url, '/decode', payloads);
  expect(status).toBe(200);
  expect(body).toEqual({ payloads: [plain({ email: 'a' }), plain('in the clear'), plain(7)] });
});

test('it encodes in the format of the official samples, with the first key', async () => {
  const { body } = await askFor(server.url, '/encode', [plain('Alice: Private message')]);
  const [payload] = body.payloads!;
  expect(Buffer.from(payload!.metadata['encoding']!, 'base64').toString()).toBe('binary/encrypted');
  expect(Buffer.from(payload!.metadata['encryption-key-id']!, 'base64').toString()).toBe('new');
  expect(decryptAsSamples(Buffer.from(payload!.data, 'base64'), SECRET)).toEqual({
    metadata: { encoding: 'json/plain' },
    data: Buffer.from('"Alice: Private message"'),
  });
});

test('the message and stack trace of a failure, which are one payload, are decoded', async () => {
  const converter = new DefaultFailureConverter({ encodeCommonAttributes: true });
  const failure = converter.errorToFailure(
    ApplicationFailure.create({ message: 'Commerce said no' }),
    defaultPayloadConverter,
  );
  expect(failure.message).toBe('Encoded failure');
  const attributes: unknown = defaultPayloadConverter.fromPayload(failure.encodedAttributes!);
  const { body } = await askFor(server.url, '/decode', [await encrypted(attributes, keys)]);
  const decoded: unknown = JSON.parse(Buffer.from(body.payloads![0]!.data, 'base64').toString());
  expect(decoded).toMatchObject({ message: 'Commerce said no' });
});

test('no payloads are decoded to none, and a payload without metadata or data stays as it is', async () => {
  expect((await askFor(server.url, '/decode', [])).body).toEqual({ payloads: [] });
  const { body } = await ask(server.url, '/decode', { body: '{"payloads": [{}]}' });
  expect(body).toEqual({ payloads: [{ metadata: {}, data: '' }] });
});

describe('a web page', () => {
  test('of a configured origin may use it, with the headers and cookies that the Temporal UI sends', async () => {
    const preflight = await ask(server.url, '/decode', {
      method: 'OPTIONS',
      headers: {
        Origin: UI,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type,x-namespace',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(UI);
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    expect(preflight.headers.get('access-control-allow-headers')).toMatch(/authorization.*x-namespace/);
    const { status, headers } = await askFor(server.url, '/decode', [plain(1)], { Origin: UI });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe(UI);
  });

  test.each(['http://evil.example.com', 'null', 'http://127.0.0.1:8234', `${UI}.evil.example.com`])(
    'of the origin %s is refused, before and after a preflight',
    async (Origin) => {
      const { status, headers, body } = await askFor(server.url, '/decode', [await encrypted(1, keys)], {
        Origin,
      });
      expect(status).toBe(403);
      expect(body).toEqual({ message: expect.stringContaining('ONBOARDING_CODEC_ORIGINS') });
      expect(headers.get('access-control-allow-origin')).toBeNull();
      const preflight = await ask(server.url, '/decode', {
        method: 'OPTIONS',
        headers: { Origin, 'Access-Control-Request-Method': 'POST' },
      });
      expect(preflight.status).toBe(403);
    },
  );
});

describe('a page whose own host name leads to this address', () => {
  const rebound = { host: 'evil.example.com' };

  test('is refused, as an origin or without one', async () => {
    for (const Origin of [undefined, 'http://evil.example.com', UI]) {
      const headers = { ...rebound, ...(Origin !== undefined && { Origin }) };
      const { status, body } = await exchange(server.url, '/decode', { headers, body: '{"payloads": []}' });
      expect([status, body]).toEqual([403, expect.stringMatching(/Host header|ONBOARDING_CODEC_ORIGINS/)]);
    }
    expect(await exchange(server.url, '/healthz', { method: 'GET', headers: rebound })).toMatchObject({
      status: 403,
    });
  });

  test('is refused without a token if one is needed, and with one may use any host name', async () => {
    const closed = await serve({ access: { kind: 'authenticated', tokens: ['let-me-in'] } });
    const asked = (headers: Record<string, string>) =>
      exchange(closed.url, '/decode', { headers: { ...rebound, ...headers }, body: '{"payloads": []}' });
    const answers = [await asked({}), await asked({ authorization: 'Bearer let-me-in' })];
    await closed.close();
    expect(answers.map(({ status }) => status)).toEqual([401, 200]);
  });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a body of type %s, which a page may send without a preflight, is refused',
  async (type) => {
    const body = JSON.stringify({ payloads: [await encrypted(1, keys)] });
    const answer = await ask(server.url, '/decode', { body, headers: { 'Content-Type': type } });
    expect(answer.status).toBe(415);
  },
);

describe('what cannot be decoded is refused with the reason', () => {
  test('a missing key, with its ID', async () => {
    const foreign = { ...newEncryptionKey(), id: 'of-2024' };
    const { status, body } = await askFor(server.url, '/decode', [plain(1), await encrypted('x', [foreign])]);
    expect(status).toBe(422);
    expect(body.message).toContain('the key "of-2024", which is not configured here');
  });

  test('a damaged payload', async () => {
    const { metadata, data } = await encrypted('x', keys);
    const bytes = Buffer.from(data, 'base64');
    bytes[20]! ^= 1;
    const { status, body } = await askFor(server.url, '/decode', [
      { metadata, data: bytes.toString('base64') },
    ]);
    expect({ status, message: body.message }).toEqual({
      status: 422,
      message: expect.stringContaining('damaged'),
    });
  });

  test.each([
    ['not JSON', '{"payloads": [', 400],
    ['not an object', '[]', 400],
    ['no payloads', '{}', 400],
    ['payloads that are not a list', '{"payloads": {"a": 1}}', 400],
    ['a payload that is not an object', '{"payloads": ["a"]}', 400],
    ['metadata that is not base64', '{"payloads": [{"metadata": {"encoding": "?"}}]}', 400],
    ['data that is a number', '{"payloads": [{"data": 7}]}', 400],
    ['a name of the prototype', '{"payloads": [{"metadata": {"__proto__": "YQ=="}}]}', 400],
    ['nothing', '', 400],
    ['more than 8 MiB', JSON.stringify({ payloads: [{ data: 'A'.repeat(8 * 1024 * 1024) }] }), 413],
  ])('%s', async (_, body, status) => {
    for (const path of ['/decode', '/encode']) {
      const answer = await ask(server.url, path, { body });
      expect(answer).toMatchObject({ status, body: { message: expect.stringMatching(/.{10}/) } });
    }
  });

  test('another content type, another path, another method', async () => {
    const xml = await ask(server.url, '/decode', { body: '<a/>', headers: { 'Content-Type': 'text/xml' } });
    expect(xml.status).toBe(415);
    expect((await ask(server.url, '/decrypt', { body: '{}' })).status).toBe(404);
    expect((await ask(server.url, '/decode', { method: 'GET' })).status).toBe(404);
  });

  test('bytes that are not HTTP', async () => {
    const { port, hostname } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    const closed = new Promise((settle) => socket.once('close', settle));
    socket.resume().on('error', () => undefined);
    socket.end('\u0000\u0001 nonsense\r\n\r\n');
    await closed;
  });
});

test('a payload of the maximum size of Temporal is decoded', async () => {
  const large = 'x'.repeat(2 * 1024 * 1024 - 200);
  const { status, body } = await askFor(server.url, '/decode', [await encrypted(large, keys)]);
  expect(status).toBe(200);
  expect(body).toEqual({ payloads: [plain(large)] });
});

test('healthz needs nothing', async () => {
  expect(await ask(server.url, '/healthz', { method: 'GET' })).toMatchObject({
    status: 200,
    body: { status: 'ok' },
  });
});

test('the log has what was refused, and nothing of a payload', async () => {
  logged.length = 0;
  const foreign = { ...newEncryptionKey(), id: 'of-2024' };
  await askFor(server.url, '/decode', [plain('john@example.com'), await encrypted('x', [foreign])]);
  await ask(server.url, '/decode', { body: '{"payloads": "john@example.com"}' });
  expect(logged.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ route: '/decode', status: 422, problem: 'unknownKey', keyId: 'of-2024' }),
    expect.objectContaining({ route: '/decode', status: 400 }),
  ]);
  expect(logged.join()).not.toContain('john');
});

test('with encryption off it still decodes, and does not encrypt', async () => {
  const off = await serve({ encryption: { mode: 'off', keys } });
  const decoded = await askFor(off.url, '/decode', [await encrypted('before', keys)]);
  const encoded = await askFor(off.url, '/encode', [plain('open')]);
  await off.close();
  expect([decoded.body, encoded.body]).toEqual([
    { payloads: [plain('before')] },
    { payloads: [plain('open')] },
  ]);
});

test('a port in use gives an error that says so', async () => {
  const port = Number(new URL(server.url).port);
  await expect(serve({ port })).rejects.toMatchObject({
    name: 'CodecServerError',
    kind: 'notListening',
    message: expect.stringContaining('EADDRINUSE'),
  });
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'codec.example.com'])(
  'it does not listen on %s without authentication',
  async (host) => {
    await expect(serve({ host })).rejects.toMatchObject({
      kind: 'authenticationNeeded',
      message: expect.stringContaining('ONBOARDING_CODEC_TOKENS'),
    });
  },
);
