import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { RIGHTS } from './rights';

/** What is kept of a key: it can be compared with one that is sent, and not be used. */
export const keptKeySchema = z.strictObject({
  /** Told by the key itself, and no secret. */
  id: z.string().regex(/^[0-9a-f]{8}$/),
  /** Whose it is; several may have the same while one takes the other's place. */
  name: z.string().refine(isKeyName),
  rights: z.array(z.enum(RIGHTS)).min(1),
  createdAt: z.iso.datetime(),
  /** SHA-256 in hex: 256 random bits need no slow hash. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

export type KeptKey = z.infer<typeof keptKeySchema>;

/** Names stand in logs and in arguments of commands. */
export function isKeyName(text: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,62}$/.test(text);
}

/** A new key: the text is told once, and what is kept of it. */
export function newApiKey({ name, rights }: Pick<KeptKey, 'name' | 'rights'>): {
  text: string;
  kept: KeptKey;
} {
  const id = randomBytes(4).toString('hex');
  const text = `onboard_${id}_${randomBytes(32).toString('base64url')}`;
  const createdAt = new Date().toISOString();
  return { text, kept: { id, name, rights, createdAt, hash: digest(text).toString('hex') } };
}

/** The kept key that a sent one is, compared in constant time. */
export function findKey(keys: readonly KeptKey[], sent: string): KeptKey | undefined {
  const id = /^onboard_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/.exec(sent)?.[1];
  const kept = keys.find((key) => key.id === id);
  const isSame = timingSafeEqual(kept ? Buffer.from(kept.hash, 'hex') : UNKNOWN, digest(sent));
  return kept && isSame ? kept : undefined;
}

/** Compared with where there is no such ID, so that the time of an answer does not tell that. */
const UNKNOWN = Buffer.alloc(32);

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
