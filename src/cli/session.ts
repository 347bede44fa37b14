import type { Logger } from 'pino';
import type { Environment, ServiceSettings } from '../settings';
import { connectTemporal, readTemporalTarget, type TemporalConnection } from '../temporal/connection';
import { createDataConverter } from '../temporal/dataConverter';
import { type EmbeddedServer, useEmbeddedServer } from '../temporal/embedded';
import {
  EncryptionKeyFileError,
  type EncryptionKeys,
  homeEncryptionKeys,
  parseEncryptionKeys,
} from '../temporal/encryption';
import { installRuntime } from '../temporal/logging';
import { startTracing, type Tracing } from '../temporal/tracing';
import { UsageError } from './exit';
import { say } from './output';

/** What a command needs of Temporal: a server, embedded where none is set up, and a connection to it. */
export interface Session {
  readonly temporal: TemporalConnection;
  readonly tracing: Tracing | undefined;
  /** Address of the Temporal UI, where it is known. */
  readonly ui: string | undefined;
  close(): Promise<void>;
}

export interface SessionOptions {
  environment: Environment;
  settings: ServiceSettings;
  logger: Logger;
}

/**
 * @throws UsageError where there is no encryption key, and ServiceUnreachable or the embedded server's own error
 * where there is no server
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { environment, settings, logger } = options;
  const target = readTarget(environment);
  const givenKeys = target && requiredKeys(settings);
  installRuntime(logger);
  const tracing = settings.tracesEndpoint
    ? await startTracing({ endpoint: settings.tracesEndpoint })
    : undefined;
  const embedded = target ? undefined : await startEmbedded(settings);
  const release = async () => {
    await tracing?.shutdown();
    await embedded?.release();
  };
  try {
    const keys = givenKeys ?? (await keysOfHome(settings.home));
    const temporal = await connectTemporal(
      target ?? { connectionOptions: { address: embedded?.address ?? '' }, namespace: 'default' },
      createDataConverter(keys),
      tracing,
    );
    return {
      temporal,
      tracing,
      ui: embedded?.ui,
      close: async () => {
        await temporal.connection.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function startEmbedded({ home, temporalCli }: ServiceSettings): Promise<EmbeddedServer> {
  return await useEmbeddedServer({
    home,
    log: say,
    ...(temporalCli !== undefined && { program: temporalCli }),
  });
}

function readTarget(environment: Environment): ReturnType<typeof readTemporalTarget> {
  try {
    return readTemporalTarget(environment);
  } catch (error) {
    throw new UsageError([`Temporal's settings: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function requiredKeys({ encryptionKeys }: ServiceSettings): EncryptionKeys {
  if (encryptionKeys === undefined) {
    throw new UsageError([
      'ONBOARDING_ENCRYPTION_KEYS: is not set, and a Temporal server of your own must not be sent anything in the ' +
        'clear; set it to ID:KEY, where KEY is 32 random bytes in base64 (openssl rand -base64 32)',
    ]);
  }
  const parsed = parseEncryptionKeys(encryptionKeys);
  if (parsed.ok) return parsed.keys;
  throw new UsageError(parsed.problems.map((problem) => `ONBOARDING_ENCRYPTION_KEYS: ${problem}`));
}

async function keysOfHome(home: string): Promise<EncryptionKeys> {
  try {
    return await homeEncryptionKeys(home);
  } catch (error) {
    if (error instanceof EncryptionKeyFileError) throw new UsageError([error.message]);
    throw error;
  }
}
