import { createCipheriv, createDecipheriv } from 'node:crypto';

/** The common format of Temporal's encryption samples (TypeScript, Go, Python, Java), implemented independently. */
export interface PlainPayload {
  metadata: Record<string, string>;
  data: Buffer;
}

export interface EncryptedPayload {
  metadata: Record<string, Buffer>;
  data: Buffer;
}

/** The key in the source of the samples. */
export const SAMPLE_KEY = Buffer.from('test-key-test-key-test-key-test!');

export function encryptAsSamples(plain: PlainPayload, keyId: string, iv: Buffer): EncryptedPayload {
  const cipher = createCipheriv('aes-256-gcm', SAMPLE_KEY, iv);
  const ciphertext = Buffer.concat([cipher.update(payloadMessage(plain)), cipher.final()]);
  return {
    metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from(keyId) },
    data: Buffer.concat([iv, ciphertext, cipher.getAuthTag()]),
  };
}

export function decryptAsSamples(data: Buffer, secret: Buffer): PlainPayload {
  const decipher = createDecipheriv('aes-256-gcm', secret, data.subarray(0, 12));
  decipher.setAuthTag(data.subarray(data.length - 16));
  const message = Buffer.concat([decipher.update(data.subarray(12, data.length - 16)), decipher.final()]);
  return readPayloadMessage(message);
}

/** Protobuf: field 1 is a map of string to bytes, field 2 is bytes. All lengths here are below 128. */
function payloadMessage({ metadata, data }: PlainPayload): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    bytesField(1, Buffer.concat([bytesField(1, Buffer.from(key)), bytesField(2, Buffer.from(value))])),
  );
  return Buffer.concat([...entries, bytesField(2, data)]);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

function readPayloadMessage(message: Buffer): PlainPayload {
  const payload: PlainPayload = { metadata: {}, data: Buffer.alloc(0) };
  for (const [field, bytes] of bytesFields(message)) {
    if (field === 2) payload.data = bytes;
    else {
      const entry = new Map(bytesFields(bytes));
      payload.metadata[entry.get(1)!.toString()] = entry.get(2)!.toString();
    }
  }
  return payload;
}

function bytesFields(message: Buffer): [number, Buffer][] {
  const fields: [number, Buffer][] = [];
  for (let at = 0; at < message.length;) {
    const length = message[at + 1]!;
    fields.push([message[at]! >> 3, message.subarray(at + 2, at + 2 + length)]);
    at += 2 + length;
  }
  return fields;
}
