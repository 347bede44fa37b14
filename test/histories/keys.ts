import { createSecretKey } from 'node:crypto';
import type { EncryptionKeys } from '../../src/temporal/encryption';

/** The key of the recorded histories. It protects nothing, because the persons in them are invented. */
export const HISTORY_KEYS: EncryptionKeys = [
  { id: 'suite', secret: createSecretKey(Buffer.alloc(32, 'recorded histories')) },
];
