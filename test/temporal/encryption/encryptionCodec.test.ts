import { createSecretKey } from 'node:crypto';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import fc from 'fast-check';
import {
  createEncryptionCodec,
  type EncryptionKeys,
  newEncryptionKey,
  PayloadDecryptionError,
} from '../../../src/temporal/encryption';
import { decryptAsSamples, encryptAsSamples, SAMPLE_KEY } from './sampleCodec';

const sampleKeys: EncryptionKeys = [{ id: 'test-key-id', secret: createSecretKey(SAMPLE_KEY) }];
const samplePlain = { metadata: { encoding: 'json/plain' }, data: Buffer.from('"Alice: Private message"') };

/** `encryptAsSamples(samplePlain, 'test-key-id', iv 00 01 ... 0b)`, computed with Python's `cryptography`. */
const SAMPLE_VECTOR =
  'AAECAwQFBgcICQoL+SuJ2idoYdJlc5Wio/f30eikViKThZLQZ/yjIXvkR4g1v0VdN88aSLfKX+Kn1fOkFMQ9GejYXyUQaTmpegX1H2p3';

function codecWith(keys: EncryptionKeys): PayloadCodec {
  return createEncryptionCodec({ mode: 'on', keys });
}

function valueOf(payload: Payload | undefined): unknown {
  return defaultPayloadConverter.fromPayload(payload!);
}

async function encrypted(value: unknown, codec: PayloadCodec): Promise<Payload> {
  const [payload] = await codec.encode([defaultPayloadConverter.toPayload(value)]);
  return payload!;
}

async function refusalOf(decoding: Promise<unknown>): Promise<PayloadDecryptionError> {
  const error: unknown = await decoding.catch((reason: unknown) => reason);
  if (!(error instanceof PayloadDecryptionError)) throw new Error('the payload was decoded');
  return error;
}

test('a payload in the format of the official samples is decoded', async () => {
  const iv = Buffer.from('000102030405060708090a0b', 'hex');
  const payload = encryptAsSamples(samplePlain, 'test-key-id', iv);
  expect(payload.data.toString('base64')).toBe(SAMPLE_VECTOR);
  const [decoded] = await codecWith(sampleKeys).decode([payload]);
  expect(valueOf(decoded)).toBe('Alice: Private message');
});

test('an implementation of the official format decodes our payloads', async () => {
  const payload = await encrypted('Alice: Private message', codecWith(sampleKeys));
  expect(Object.keys(payload.metadata!)).toEqual(['encoding', 'encryption-key-id']);
  expect(Buffer.from(payload.metadata!.encoding!).toString()).toBe('binary/encrypted');
  expect(Buffer.from(payload.metadata!['encryption-key-id']!).toString()).toBe('test-key-id');
  expect(decryptAsSamples(Buffer.from(payload.data!), SAMPLE_KEY)).toEqual(samplePlain);
});

test('any JSON value survives a round trip, and is unreadable on the way', async () => {
  const codec = codecWith([newEncryptionKey()]);
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const payload = await encrypted({ value, email: 'john@example.com' }, codec);
      expect(Buffer.from(payload.data!).includes('john')).toBe(false);
      const [decoded] = await codec.decode([payload]);
      expect(valueOf(decoded)).toEqual({
        value: JSON.parse(JSON.stringify(value)),
        email: 'john@example.com',
      });
    }),
  );
});

test('a payload without metadata or data, which SDKs send for nothing, stays as it is', async () => {
  const codec = codecWith(sampleKeys);
  const [decoded] = await codec.decode(await codec.encode([{}]));
  expect(decoded!.metadata).toEqual({});
  expect(decoded!.data).toHaveLength(0);
});

test('the same value is encrypted differently each time', async () => {
  const codec = codecWith(sampleKeys);
  expect((await encrypted(1, codec)).data).not.toEqual((await encrypted(1, codec)).data);
});

test('a payload in plain JSON passes as it is', async () => {
  const plain = defaultPayloadConverter.toPayload({ customer: {} });
  const [decoded] = await codecWith(sampleKeys).decode([plain]);
  expect(decoded).toBe(plain);
});

test('a new first key encrypts, and the old one still decrypts', async () => {
  const [oldKey, newKey] = [newEncryptionKey(), newEncryptionKey()];
  const before = await encrypted('before', codecWith([oldKey]));
  const rotated = codecWith([newKey, oldKey]);
  const after = await encrypted('after', rotated);
  expect((await rotated.decode([before, after])).map(valueOf)).toEqual(['before', 'after']);
  expect(valueOf((await codecWith([newKey]).decode([after]))[0])).toBe('after');
});

test("a payload with a missing key is refused with the key's name", async () => {
  const foreign = newEncryptionKey();
  const payload = await encrypted('secret', codecWith([foreign]));
  const refusal = await refusalOf(codecWith(sampleKeys).decode([payload]));
  expect(refusal).toMatchObject({ problem: 'unknownKey', keyId: foreign.id });
  expect(refusal.message).toContain(foreign.id);
});

test('the ID of a foreign key is shortened, and its control characters are escaped', async () => {
  const { metadata, data } = await encrypted('secret', codecWith([newEncryptionKey()]));
  const keyId = `\u001b[31m${'x'.repeat(10_000)}`;
  const foreign = { metadata: { ...metadata, 'encryption-key-id': Buffer.from(keyId) }, data: data! };
  const { message } = await refusalOf(codecWith(sampleKeys).decode([foreign]));
  expect(message).toContain('"\\u001b[31mxxx');
  expect(message.length).toBeLessThan(300);
});

test('with encryption off nothing is encrypted, and encrypted payloads are still decrypted', async () => {
  const key = newEncryptionKey();
  const off = createEncryptionCodec({ mode: 'off', keys: [key] });
  const plain = defaultPayloadConverter.toPayload('open');
  expect(await off.encode([plain])).toEqual([plain]);
  const decoded = await off.decode([plain, await encrypted('before', codecWith([key]))]);
  expect(decoded.map(valueOf)).toEqual(['open', 'before']);
  const refusal = await refusalOf(
    createEncryptionCodec({ mode: 'off', keys: [] }).decode([await encrypted('before', codecWith([key]))]),
  );
  expect(refusal).toMatchObject({ problem: 'unknownKey', keyId: key.id });
});

test('a modified payload is refused', async () => {
  const codec = codecWith(sampleKeys);
  const { metadata, data } = await encrypted('secret', codec);
  for (const at of data!.keys()) {
    const changed = Buffer.from(data!);
    changed[at]! ^= 1;
    expect(await refusalOf(codec.decode([{ metadata: metadata!, data: changed }]))).toMatchObject({
      problem: 'damaged',
    });
  }
});

test.each([0, 12, 27, 28, 40])('a payload cut to %d bytes is refused', async (length) => {
  const codec = codecWith(sampleKeys);
  const { metadata, data } = await encrypted('secret', codec);
  const refusal = await refusalOf(codec.decode([{ metadata: metadata!, data: data!.subarray(0, length) }]));
  expect(refusal).toMatchObject({ problem: 'damaged', keyId: 'test-key-id' });
});

test('another key with the same ID is refused', async () => {
  const payload = await encrypted('secret', codecWith([{ ...newEncryptionKey(), id: 'test-key-id' }]));
  expect(await refusalOf(codecWith(sampleKeys).decode([payload]))).toMatchObject({
    problem: 'damaged',
  });
});
