import type { Logger } from 'pino';
import { encryptionOfHome, encryptionOfServer, readTarget } from '../../client/temporalEnvironment';
import type { Environment, ServiceSettings } from '../../settings';
import { connectTemporal, type TemporalConnection } from '../../temporal/connection';
import { createDataConverter } from '../../temporal/dataConverter';
import { type EmbeddedServer, embeddedTarget } from '../../embeddedServer';
import type { Encryption } from '../../temporal/encryption';
import { installRuntime } from '../../temporal/logging';
import type { SdkMetrics } from '../../temporal/metrics/sdkMetrics';
import { unlessAborted } from '../../contract/unlessAborted';
import { startTracing, type Tracing } from '../../temporal/tracing';
import { watchCredentials } from '../../temporal/watchCredentials';
import { warnIfUnencrypted } from './encryption';
import { type HomeServerOptions, useHomeServer } from './homeServer';

/** A connection to a Temporal server: the configured one, or the embedded one. */
export interface Session {
  readonly temporal: TemporalConnection;
  readonly tracing: Tracing | undefined;
  /** `host:port` of the Temporal server. */
  readonly address: string;
  /** Set for the embedded server. */
  readonly embedded: Pick<EmbeddedServer, 'ui' | 'codecEndpoint'> | undefined;
  readonly encryption: Encryption;
  close(): Promise<void>;
}

export interface SessionOptions extends HomeServerOptions {
  environment: Environment;
  settings: ServiceSettings;
  logger: Logger;
  /** Without it, the SDK collects no metrics. */
  metrics?: SdkMetrics | undefined;
  /** For a service, which outlives its credentials: follows changes of their files. */
  watchesCredentials?: true;
}

/**
 * @throws SettingsError if there is no encryption key
 * @throws ServiceUnreachable, or the embedded server's own error, if there is no server
 * @throws AccessRefused if the server refuses this client
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { environment, settings, logger, metrics, interruption } = options;
  const target = readTarget(environment);
  const given = target && encryptionOfServer(settings.encryption);
  installRuntime(logger, metrics);
  const tracing = settings.tracesEndpoint
    ? await startTracing({ endpoint: settings.tracesEndpoint })
    : undefined;
  const embedded = target ? undefined : await useHomeServer(settings, options);
  const release = async () => {
    await tracing?.shutdown();
    await embedded?.release();
  };
  try {
    const encryption = given ?? (await encryptionOfHome(settings.encryption, settings.home));
    warnIfUnencrypted(encryption);
    const reached = target ?? embeddedTarget({ address: embedded?.address ?? '' });
    const connecting = connectTemporal(reached, createDataConverter(encryption), tracing);
    const temporal = await (interruption ? unlessAborted(connecting, interruption) : connecting);
    const watch =
      target && options.watchesCredentials
        ? watchCredentials({ temporal, target, read: () => readTarget(environment) })
        : undefined;
    return {
      temporal,
      tracing,
      address: reached.connectionOptions.address,
      embedded,
      encryption,
      close: async () => {
        watch?.stop();
        await temporal.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
