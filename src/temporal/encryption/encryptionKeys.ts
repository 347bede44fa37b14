import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

export interface EncryptionKey {
  /** Part of every payload, unencrypted: it names the key to decrypt it. */
  id: string;
  /** AES-256. Printing a `KeyObject` does not reveal its bytes. */
  secret: KeyObject;
}

/** The first key encrypts, and all of them decrypt. To rotate keys, put a new one first. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]];

export type ParsedEncryptionKeys = { ok: true; keys: EncryptionKeys } | { ok: false; problems: string[] };

const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const FORM = `is not of the form ID:KEY, the ID of letters, digits, ".", "_" and "-", the key ${KEY_BYTES} bytes in base64`;

/**
 * Reads `ID:KEY` entries, separated by commas, spaces or line breaks; KEY is 32 bytes in base64. Problems name an entry
 * only by its position, because a wrong entry may contain a key anywhere.
 */
export function parseEncryptionKeys(text: string): ParsedEncryptionKeys {
  const entries = text.split(/[\s,]+/).filter((entry) => entry !== '');
  const parsed = entries.map(parseEntry);
  const problems = parsed.flatMap((key, index) => {
    if (typeof key === 'string') return [`key ${index + 1} ${key}`];
    const earlier = parsed.findIndex((other) => typeof other !== 'string' && other.id === key.id);
    return earlier < index ? [`key ${index + 1} has the ID of key ${earlier + 1}`] : [];
  });
  const [first, ...rest] = parsed.filter((key) => typeof key !== 'string');
  if (problems.length > 0) return { ok: false, problems };
  if (!first) return { ok: false, problems: ['there is no key in it'] };
  return { ok: true, keys: [first, ...rest] };
}

/** The text form of a key for `parseEncryptionKeys`. It is secret. */
export function encryptionKeyText({ id, secret }: EncryptionKey): string {
  return `${id}:${secret.export().toString('base64')}`;
}

export function newEncryptionKey(): EncryptionKey {
  return { id: `key-${randomBytes(4).toString('hex')}`, secret: createSecretKey(randomBytes(KEY_BYTES)) };
}

/** The key, or the problem of its entry. */
function parseEntry(entry: string): EncryptionKey | string {
  const [id, base64, ...rest] = entry.split(':');
  if (id === undefined || base64 === undefined || rest.length > 0 || !ID.test(id)) return FORM;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return FORM;
  if (bytes.length !== KEY_BYTES) return `has ${bytes.length} bytes instead of ${KEY_BYTES}`;
  return { id, secret: createSecretKey(bytes) };
}
