import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { RIGHTS } from './rights';

/** What is stored of a key: enough to verify a key, but not to use it. */
export const keptKeySchema = z.strictObject({
  /** Part of the key, and not secret. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  /** The holder. Several keys may have the same name during a rotation. */
  name: z.string().refine(isKeyName),
  rights: z.array(z.enum(RIGHTS)).min(1),
  createdAt: z.iso.datetime(),
  /** SHA-256 in hex: 256 random bits need no slow hash. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type KeptKey = z.infer<typeof keptKeySchema>;

/** Names appear in logs and in arguments of commands. */
export function isKeyName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,62}$/.test(text);
}

/** Creates a key: the text is shown once, and only `kept` is stored. */
export function newApiKey({ name, rights }: Pick<KeptKey, 'name' | 'rights'>): {
  text: string;
  kept: KeptKey;
} {
  const id = randomBytes(4).toString('hex');
  const text = `onboard_${id}_${randomBytes(32).toString('base64url')}`;
  const createdAt = new Date().toISOString();
  return { text, kept: { id, name, rights, createdAt, hash: digest(text).toString('hex') } };
}

/** Finds the stored key that matches, in constant time. */
export function findKey(keys: readonly KeptKey[], sent: string): KeptKey | undefined {
  const id = /^onboard_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/.exec(sent)?.[1];
  const kept = keys.find((key) => key.id === id);
  const isSame = timingSafeEqual(kept ? Buffer.from(kept.hash, 'hex') : UNKNOWN, digest(sent));
  return kept && isSame ? kept : undefined;
}

/** Compared with if the ID is unknown, so that the response time does not reveal that. */
const UNKNOWN = Buffer.alloc(32);

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
