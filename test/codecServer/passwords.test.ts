import fc from 'fast-check';
import { defaultPayloadConverter } from '@temporalio/common';
import { type CodecServer, startCodecServer } from '../../src/codecServer';
import { createDataConverter } from '../../src/temporal/dataConverter';
import { workerDataConverter } from '../../src/temporal/workerDataConverter';
import { HiddenPasswordError, newEncryptionKey } from '../../src/temporal/encryption';
import { askFor, encrypted, plain, type SentPayload } from './codecClient';

const keys = [newEncryptionKey()] as const;
const SECRET = 'Zq7#drawn-secret';
let server: CodecServer;

beforeAll(async () => {
  server = await startCodecServer({
    encryption: { mode: 'on', keys },
    origins: [],
    access: { kind: 'open' },
  });
});
afterAll(() => server.close());

async function displayed(payload: SentPayload): Promise<string> {
  const { status, body } = await askFor(server.url, '/decode', [payload]);
  expect(status).toBe(200);
  return Buffer.from(body.payloads?.[0]?.data ?? '', 'base64').toString();
}

function json(text: string, encoding = 'json/plain'): SentPayload {
  const base64 = (value: string) => Buffer.from(value).toString('base64');
  return { metadata: { encoding: base64(encoding) }, data: base64(text) };
}

test('a password is never decoded, wherever it is in a payload, encrypted or not', async () => {
  const wrappings = fc.constantFrom<(value: unknown) => unknown>(
    (value) => ({ input: value, firstStartedAt: '2026-11-01T00:00:00Z' }),
    (value) => [value, { row: 2 }],
    (value) => ({ chunk: { rows: [{ row: 1, input: value }] } }),
    (value) => ({ failedRun: { created: { customer: value } } }),
  );
  const names = fc.constantFrom(
    'password',
    'Password',
    'password_hash',
    'passwordHash',
    'rp_token',
    'confirmation',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(wrappings), names, fc.string({ minLength: 1 }), async (wraps, name, drawn) => {
      const secret = `${drawn}${SECRET}`;
      const value = wraps.reduce<unknown>((inner, wrap) => wrap(inner), { email: 'ann', [name]: secret });
      for (const payload of [await encrypted(value, [...keys]), plain(value)]) {
        const shown = await displayed(payload);
        expect(shown).not.toContain(SECRET);
        expect(JSON.stringify(JSON.parse(shown))).toContain('"email":"ann"');
      }
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['given twice, the second time as null', `{"password":"${SECRET}","password":null}`],
  ['whose name is written with an escape', `{"p\\u0061ssword":"${SECRET}"}`],
  ['in JSON that is cut off', `{"password":"${SECRET}"`],
  [
    'in JSON that is nested too deeply',
    `${'['.repeat(200_000)}{"password":"${SECRET}"}${']'.repeat(200_000)}`,
  ],
  ['in a document within a text', JSON.stringify(`{"password":"${SECRET}"}`)],
])('a password %s is not displayed', async (_, text) => {
  expect(await displayed(json(text))).not.toContain(SECRET);
});

test('a password is not displayed in another encoding either', async () => {
  expect(await displayed(json(`{"password":"${SECRET}"}`, 'binary/plain'))).toBe('{"password":"(hidden)"}');
});

test('a payload without a password is decoded byte for byte', async () => {
  const text = '{ "id": 12345678901234567890, "email": "ann" }';
  expect(await displayed(json(text))).toBe(text);
});

test('the placeholder of a password is not encoded', async () => {
  const shown = json(await displayed(plain({ customer: { email: 'ann' }, password: SECRET })));
  const { status, body } = await askFor(server.url, '/encode', [plain(1), shown]);
  expect(status).toBe(422);
  expect(body).toEqual({ message: expect.stringContaining('password: "(hidden)" is displayed') as string });
  expect((await askFor(server.url, '/encode', [plain({ company: '(hidden)' })])).status).toBe(200);
});

test("a client's converter refuses it too, and a worker's passes it on", async () => {
  const payload = defaultPayloadConverter.toPayload({ update: { Password: '(hidden)' } });
  const converter = createDataConverter({ mode: 'off', keys: [] });
  const encode = async ({ payloadCodecs = [] }: typeof converter) => {
    for (const codec of payloadCodecs) await codec.encode([payload]);
  };
  await expect(encode(converter)).rejects.toThrow(HiddenPasswordError);
  await expect(encode(workerDataConverter(converter))).resolves.toBeUndefined();
});
