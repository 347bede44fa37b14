import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

export interface EncryptionKey {
  /** Travels with every payload in the clear: tells which key reads it. */
  id: string;
  /** AES-256. A `KeyObject` does not show its bytes where it is printed. */
  secret: KeyObject;
}

/** The first key encrypts, all of them decrypt: a key is rotated by putting a new one in front. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]];

export type ParsedEncryptionKeys = { ok: true; keys: EncryptionKeys } | { ok: false; problems: string[] };

const KEY_BYTES = 32;
const ID = /^[A-Za-z0-9._-]{1,64}$/;
const FORM = `is not of the form ID:KEY, the ID of letters, digits, ".", "_" and "-", the key ${KEY_BYTES} bytes in base64`;

/**
 * Reads `ID:KEY` entries, separated by commas, spaces or line ends, KEY being 32 bytes in base64.
 * The problems name entries by their place alone: an entry that is wrong may hold a key anywhere.
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

/** The text form of a key, as `parseEncryptionKeys` reads it: a secret. */
export function encryptionKeyText({ id, secret }: EncryptionKey): string {
  return `${id}:${secret.export().toString('base64')}`;
}

export function newEncryptionKey(): EncryptionKey {
  return { id: `key-${randomBytes(4).toString('hex')}`, secret: createSecretKey(randomBytes(KEY_BYTES)) };
}

/** The key, or what is wrong with its entry. */
function parseEntry(entry: string): EncryptionKey | string {
  const [id, base64, ...rest] = entry.split(':');
  if (id === undefined || base64 === undefined || rest.length > 0 || !ID.test(id)) return FORM;
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) return FORM;
  if (bytes.length !== KEY_BYTES) return `has ${bytes.length} bytes instead of ${KEY_BYTES}`;
  return { id, secret: createSecretKey(bytes) };
}
