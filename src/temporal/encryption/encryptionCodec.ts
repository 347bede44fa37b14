import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { EncryptionKey, EncryptionKeys } from './encryptionKeys';

const { Payload: PayloadMessage } = temporal.api.common.v1;

const ENCODING = 'binary/encrypted';
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts payloads with AES-256-GCM in the form of Temporal's encryption samples, so that clients in any
 * language can read and write them: metadata `encoding` and `encryption-key-id`, data IV, ciphertext, tag.
 * A payload that is not encrypted is decoded as it is: other callers start onboardings in plain JSON.
 */
export class EncryptionCodec implements PayloadCodec {
  private readonly encryptingKey: EncryptionKey;
  private readonly keysById: ReadonlyMap<string, EncryptionKey>;

  constructor(keys: EncryptionKeys) {
    this.encryptingKey = keys[0];
    this.keysById = new Map(keys.map((key) => [key.id, key]));
  }

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(payloads.map((payload) => this.encrypt(payload)));
  }

  /** @throws {PayloadDecryptionError} */
  async decode(payloads: Payload[]): Promise<Payload[]> {
    return Promise.resolve(
      payloads.map((payload) => (isEncrypted(payload) ? this.decrypt(payload) : payload)),
    );
  }

  private encrypt(payload: Payload): Payload {
    const { id, secret } = this.encryptingKey;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, secret, iv);
    const message = PayloadMessage.encode(payload).finish();
    return {
      metadata: { encoding: Buffer.from(ENCODING), 'encryption-key-id': Buffer.from(id) },
      data: Buffer.concat([iv, cipher.update(message), cipher.final(), cipher.getAuthTag()]),
    };
  }

  private decrypt({ metadata, data }: Payload): Payload {
    const keyId = text(metadata?.['encryption-key-id']);
    const key = this.keysById.get(keyId);
    if (!key) throw new PayloadDecryptionError('unknownKey', keyId);
    if (!data || data.length < IV_BYTES + TAG_BYTES) throw new PayloadDecryptionError('damaged', keyId);
    const decipher = createDecipheriv(CIPHER, key.secret, data.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(data.subarray(-TAG_BYTES));
    try {
      const message = [decipher.update(data.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()];
      return PayloadMessage.decode(Buffer.concat(message));
    } catch {
      throw new PayloadDecryptionError('damaged', keyId);
    }
  }
}

/** `damaged`: changed after it was encrypted, or encrypted with another key of the same ID. */
export type DecryptionProblem = 'unknownKey' | 'damaged';

export class PayloadDecryptionError extends Error {
  override readonly name = 'PayloadDecryptionError';

  constructor(
    readonly problem: DecryptionProblem,
    readonly keyId: string,
  ) {
    super(
      problem === 'unknownKey'
        ? `A payload is encrypted with the key "${keyId}", which is none of ONBOARDING_ENCRYPTION_KEYS; add that key behind the others`
        : `A payload was damaged after it was encrypted, or its key "${keyId}" is not the one of that ID here`,
    );
  }
}

function isEncrypted({ metadata }: Payload): boolean {
  return text(metadata?.encoding) === ENCODING;
}

function text(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}
