import type { Payload, PayloadCodec } from '@temporalio/common';
import { decryptPayload, encryptPayload } from './encryptPayload';
import type { EncryptionKey, EncryptionKeys } from './encryptionKeys';

/** Whether payloads are encrypted before Temporal stores them, and with which keys. Both modes can decrypt. */
export type Encryption =
  | { readonly mode: 'on'; readonly keys: EncryptionKeys }
  | { readonly mode: 'off'; readonly keys: readonly EncryptionKey[] };

/**
 * Encrypts and decrypts payloads. Returns an unencrypted payload as it is, because other clients start onboardings in
 * plain JSON. `decode` throws PayloadDecryptionError.
 */
export function createEncryptionCodec(encryption: Encryption): PayloadCodec {
  const keysById = new Map(encryption.keys.map((key) => [key.id, key]));
  const encrypt = encryptionOf(encryption);
  return {
    encode: (payloads) => Promise.resolve(payloads.map(encrypt)),
    // The interface expects a rejected promise.
    decode: async (payloads) =>
      await Promise.resolve(payloads.map((payload) => decryptPayload(payload, keysById))),
  };
}

function encryptionOf(encryption: Encryption): (payload: Payload) => Payload {
  if (encryption.mode === 'off') return (payload) => payload;
  const [encrypting] = encryption.keys;
  return (payload) => encryptPayload(payload, encrypting);
}
