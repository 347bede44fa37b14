import { createSecretKey, randomUUID } from 'node:crypto';
import { connectTemporal, type TemporalConnection } from '../../src/temporal/connection';
import { createDataConverter } from '../../src/temporal/dataConverter';
import { type Encryption, type EncryptionKeys, encryptionKeyText } from '../../src/temporal/encryption';
import { setUpNamespace } from '../../src/temporal/setUpNamespace';
import type { Tracing } from '../../src/temporal/tracing';

export const SUITE_KEYS: EncryptionKeys = [{ id: 'suite', secret: createSecretKey(Buffer.alloc(32, 1)) }];

/** The same for commands: the value of `ONBOARDING_ENCRYPTION_KEYS`. */
export const SUITE_KEYS_SETTING = SUITE_KEYS.map(encryptionKeyText).join(',');

export interface ConnectOptions {
  tracing?: Tracing;
  /** Default: a key of the suite. */
  encryption?: Encryption;
  /** Default: the one of the suite, where the runs of other tests are too. */
  namespace?: string;
}

/** A connection to the suite's server. The caller closes its `connection`. */
export async function connect({
  tracing,
  encryption,
  namespace = 'default',
}: ConnectOptions = {}): Promise<TemporalConnection> {
  return await connectTemporal(
    { connectionOptions: { address: suiteAddress() }, namespace },
    createDataConverter(encryption ?? { mode: 'on', keys: SUITE_KEYS }),
    tracing,
  );
}

/** A namespace that no other test uses, for what searches all runs of a namespace. Takes some seconds. */
export async function freshNamespace(): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  await setUpNamespace({ connectionOptions: { address: suiteAddress() }, namespace });
  return namespace;
}

function suiteAddress(): string {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined)
    throw new Error('test/setup/globalSetup.ts has not run: start the tests with jest');
  return address;
}

/** A task queue that no other test uses. */
export function freshTaskQueue(): string {
  return `test-${randomUUID()}`;
}
