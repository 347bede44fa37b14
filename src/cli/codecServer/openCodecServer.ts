import { encryptionOfHome, encryptionOfServer, readTarget } from '../../client/temporalEnvironment';
import {
  type CodecServer,
  type CodecServerAccess,
  CodecServerError,
  startCodecServer,
} from '../../codecServer';
import {
  type CodecServerSettings,
  type Environment,
  secretValues,
  type ServiceSettings,
} from '../../settings';
import { findRunningServer } from '../../embeddedServer';
import { createLogger } from '../../temporal/logging';
import { UsageError } from '../terminal/exit';

export interface OpenCodecServerOptions {
  environment: Environment;
  service: ServiceSettings;
  codecServer: CodecServerSettings;
  host?: string;
  port?: number;
}

const DEFAULT_PORT = 8081;

/**
 * Starts the codec server for the configured Temporal server; for the embedded one, at the address that its UI uses.
 * @throws SettingsError, UsageError
 */
export async function openCodecServer(
  options: OpenCodecServerOptions,
): Promise<CodecServer & { readonly origins: readonly string[] }> {
  const { service, codecServer: settings, host } = options;
  const isEmbedded = readTarget(options.environment) === undefined;
  const encryption = isEmbedded
    ? await encryptionOfHome(service.encryption, service.home)
    : encryptionOfServer(service.encryption);
  const embedded = isEmbedded ? await findRunningServer(service.home) : null;
  const port = options.port ?? (embedded ? Number(new URL(embedded.codecEndpoint).port) : DEFAULT_PORT);
  const origins = settings.origins ?? (embedded ? originsOf(embedded.ui) : []);
  try {
    const server = await startCodecServer({
      encryption,
      origins,
      access: accessOf(settings),
      port,
      logger: createLogger(service.logLevel, secretValues(options.environment)),
      ...(host !== undefined && { host }),
    });
    return { url: server.url, origins, close: () => server.close() };
  } catch (error) {
    if (error instanceof CodecServerError) throw new UsageError([`codec-server: ${error.message}`]);
    throw error;
  }
}

/** The origins from which a browser may load the UI of the embedded server. */
export function originsOf(ui: string): string[] {
  const { origin, port } = new URL(ui);
  return [origin, `http://localhost:${port}`];
}

function accessOf({ tokens = [], jwks, audience, issuer }: CodecServerSettings): CodecServerAccess {
  if (tokens.length === 0 && jwks === undefined) return { kind: 'open' };
  if (jwks === undefined || audience === undefined) return { kind: 'authenticated', tokens };
  return {
    kind: 'authenticated',
    tokens,
    accessTokens: { jwks, audience, ...(issuer !== undefined && { issuer }) },
  };
}
