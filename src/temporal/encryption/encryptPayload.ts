import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import type { EncryptionKey } from './encryptionKeys';

const { Payload: PayloadMessage } = temporal.api.common.v1;

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts with AES-256-GCM in the format of Temporal's encryption samples, so that clients in any language can read
 * and write it: metadata `encoding` and `encryption-key-id`; data is IV, ciphertext, tag.
 */
export function encryptPayload(payload: Payload, { id, secret }: EncryptionKey): Payload {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, secret, iv);
  const message = PayloadMessage.encode(payload).finish();
  return {
    metadata: { encoding: Buffer.from('binary/encrypted'), 'encryption-key-id': Buffer.from(id) },
    data: Buffer.concat([iv, cipher.update(message), cipher.final(), cipher.getAuthTag()]),
  };
}

/** Returns an unencrypted payload as it is. @throws {PayloadDecryptionError} */
export function decryptPayload(payload: Payload, keys: ReadonlyMap<string, EncryptionKey>): Payload {
  const keyId = encryptingKeyId(payload);
  if (keyId === undefined) return payload;
  const key = keys.get(keyId);
  if (!key) throw new PayloadDecryptionError('unknownKey', keyId);
  const { data } = payload;
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

/** The ID of the key that encrypts a payload; undefined if it is not encrypted. */
export function encryptingKeyId({ metadata }: Pick<Payload, 'metadata'>): string | undefined {
  if (text(metadata?.['encoding']) !== 'binary/encrypted') return undefined;
  return text(metadata?.['encryption-key-id']);
}

function text(bytes: Uint8Array | undefined): string {
  return bytes ? Buffer.from(bytes).toString() : '';
}

/** `damaged`: changed after the encryption, or encrypted with a different key of the same ID. */
export type DecryptionProblem = 'unknownKey' | 'damaged';

/** Anybody may have written the ID of a payload, so the message shows no more than an ID can have. */
const SHOWN_CHARACTERS = 100;

export class PayloadDecryptionError extends Error {
  override readonly name = 'PayloadDecryptionError';

  constructor(
    readonly problem: DecryptionProblem,
    readonly keyId: string,
  ) {
    const shown = JSON.stringify(keyId.slice(0, SHOWN_CHARACTERS));
    super(
      problem === 'unknownKey'
        ? `A payload is encrypted with the key ${shown}, which is not configured here; add it after the other keys in ONBOARDING_ENCRYPTION_KEYS`
        : `A payload was damaged after it was encrypted, or its key ${shown} is not the one of that ID here`,
    );
  }
}
