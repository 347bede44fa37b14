import { createSecretKey } from 'node:crypto';
import type { EncryptionKeys } from '../../src/temporal/encryption';

/** What the recorded histories are encrypted with: it guards nothing, as the persons in them are made up. */
export const HISTORY_KEYS: EncryptionKeys = [
  { id: 'suite', secret: createSecretKey(Buffer.alloc(32, 'recorded histories')) },
];
