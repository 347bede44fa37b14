import { createSecretKey } from 'node:crypto';
import { connectTemporal, type TemporalConnection } from '../../../src/temporal/connection';
import { createDataConverter } from '../../../src/temporal/dataConverter';
import type { EncryptionKeys } from '../../../src/temporal/encryption';

/** The test and its worker processes share a key, like workers and clients of one namespace. */
const keys: EncryptionKeys = [{ id: 'crash', secret: createSecretKey(Buffer.alloc(32, 2)) }];

/** The caller closes its `connection`. */
export async function connectTo(address: string): Promise<TemporalConnection> {
  return await connectTemporal(
    { connectionOptions: { address }, namespace: 'default' },
    createDataConverter({ mode: 'on', keys }),
  );
}
