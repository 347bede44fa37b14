import { createSecretKey, randomUUID } from 'node:crypto';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connection';
import { createDataConverter } from '../../src/temporal/dataConverter';
import type { EncryptionKeys } from '../../src/temporal/encryption';
import type { Tracing } from '../../src/temporal/tracing';

const keys: EncryptionKeys = [{ id: 'suite', secret: createSecretKey(Buffer.alloc(32, 1)) }];

/** A connection to the suite's server, encrypted with a key of the suite. The caller closes its `connection`. */
export async function connect(tracing?: Tracing): Promise<TemporalConnection> {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined)
    throw new Error('test/setup/globalSetup.ts has not run: start the tests with jest');
  const target = { connectionOptions: { address }, namespace: 'default' };
  return await connectTemporal(target, createDataConverter(keys), tracing);
}

/** A task queue that no other test uses. */
export function freshTaskQueue(): string {
  return `test-${randomUUID()}`;
}
