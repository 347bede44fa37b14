import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { errorCode } from '../../files/systemError';
import { type EventsOptions, type Gateway, homeApiKeyFile, startGateway } from '../../gateway';
import { type Environment, type GatewaySettings, secretValues, type ServiceSettings } from '../../settings';
import { createLogger } from '../../temporal/logging';
import { UsageError } from '../terminal/exit';
import { recordService } from '../terminal/homeServices';
import { openSession, type Session } from '../terminal/session';
import { withUsageErrors } from './usageErrors';

export interface OpenGatewayOptions {
  environment: Environment;
  settings: { service: ServiceSettings; gateway: GatewaySettings; restEndpoint: string };
  address: GatewaySettings['address'];
}

/**
 * Starts a gateway with its own connection to Temporal.
 * @throws UsageError if it cannot listen as configured; the errors of `openSession`
 */
export async function openGateway({ environment, settings, address }: OpenGatewayOptions): Promise<Gateway> {
  const { service } = settings;
  const logger = createLogger(service.logLevel, secretValues(environment));
  const session = await openSession({ environment, settings: service, logger, watchesCredentials: true });
  try {
    const gateway = await withUsageErrors(() => startSessionGateway(session, { settings, address, logger }));
    if (session.embedded) await recordService(service.home, 'gateway', gateway.url);
    return {
      ...gateway,
      close: async () => {
        await gateway.close();
        await session.close();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Starts a gateway on a shared connection. @throws GatewayError, KeyFileError, UsageError */
export async function startSessionGateway(
  { temporal }: Session,
  { settings, address, logger }: Pick<OpenGatewayOptions, 'settings' | 'address'> & { logger: Logger },
): Promise<Gateway> {
  const { service, gateway, restEndpoint } = settings;
  const tls = await readTls(gateway);
  return await startGateway({
    temporal,
    restEndpoint,
    taskQueue: service.taskQueue,
    ...address,
    keyFile: gateway.keysFile ?? homeApiKeyFile(service.home),
    keysRequired: gateway.keysFile !== undefined,
    events: eventsOf(gateway),
    limits: {
      requestTimeoutMs: gateway.requestTimeoutMs,
      inFlight: gateway.inFlight,
      ratePerMinute: gateway.rate,
    },
    ...(tls && { tls }),
    logger,
  });
}

function eventsOf({ eventsSecrets, eventsClientId, proxy }: GatewaySettings): EventsOptions {
  return {
    ...(eventsSecrets && { secrets: eventsSecrets }),
    ...(eventsClientId !== undefined && { adobe: { clientId: eventsClientId, proxy } }),
  };
}

async function readTls({
  tlsCertFile,
  tlsKeyFile,
}: GatewaySettings): Promise<{ cert: Buffer; key: Buffer } | undefined> {
  if (tlsCertFile === undefined || tlsKeyFile === undefined) return undefined;
  const [cert, key] = await Promise.all([
    readPem('ONBOARDING_GATEWAY_TLS_CERT_FILE', tlsCertFile),
    readPem('ONBOARDING_GATEWAY_TLS_KEY_FILE', tlsKeyFile),
  ]);
  return { cert, key };
}

async function readPem(name: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const reason = errorCode(error) ?? String(error);
    throw new UsageError([`${name}: ${file} cannot be read (${reason}); name a readable file in PEM`]);
  }
}
