import type { Logger } from 'pino';
import type { CodecServer } from '../codecServer';
import { usePrivateFolder } from '../files/privateFolder';
import type { Gateway } from '../gateway';
import type { Monitoring } from '../monitoring';
import { type Sandbox, startSandbox } from '../sandbox';
import {
  type Environment,
  type GatewaySettings,
  readService,
  secretValues,
  type Settings,
} from '../settings';
import { isSet } from '../settings/setting';
import { TENANT_SETTINGS } from '../settings/tenantSettings';
import { createReadableLogger } from '../temporal/logging';
import type { SdkMetrics } from '../temporal/metrics/sdkMetrics';
import { findDevSandbox, lastSandboxPort, recordDevSandbox } from './devSandbox';
import { startHomeGateway } from './gateway/homeGateway';
import { startHomeCodecServer } from './homeCodecServer';
import { untilAborted } from './interruption';
import { type LocalWorker, startTerminalWorker } from './localWorker';
import { print, printTable, say } from './output';
import { readDevelopmentSettings } from './problems';
import { openSession, type Session } from './session';
import { metricsFor, startWorkerMonitoring } from './workerMonitoring';

export interface DevelopHereOptions {
  environment: Environment;
  interruption: AbortSignal;
}

/**
 * Runs everything that an onboarding needs, until it is interrupted.
 * @throws SettingsError, UsageError, and the errors of `openSession`
 */
export async function developHere({ environment, interruption }: DevelopHereOptions): Promise<void> {
  const tenant = await tenantOf(environment);
  try {
    const settings = await readDevelopmentSettings({ ...environment, ...tenant.settings });
    const logger = await createReadableLogger(
      settings.service.logLevel,
      secretValues({ ...environment, ...tenant.settings }),
    );
    const metrics = await metricsFor(settings.worker);
    const session = await openSession({ environment, settings: settings.service, logger, metrics });
    try {
      await serve({ session, settings, tenant, interruption, metrics, logger });
    } finally {
      await session.close();
    }
  } finally {
    await tenant.sandbox?.stop();
  }
}

/** Whom it serves: the tenant that is set, or a sandbox, its own or the one of another `onboard dev` here. */
interface Tenant {
  readonly settings: Environment;
  readonly sandbox?: Sandbox;
}

async function tenantOf(environment: Environment): Promise<Tenant> {
  if (isSet(TENANT_SETTINGS.clientId, environment)) return { settings: {} };
  const { home } = readService(environment);
  const running = await findDevSandbox(home);
  if (running) return { settings: { ...running } };
  await usePrivateFolder(home);
  const sandbox = await startSandboxOf(home);
  await recordDevSandbox(home, sandbox.settings);
  return { settings: { ...sandbox.settings }, sandbox };
}

async function startSandboxOf(home: string): Promise<Sandbox> {
  const port = await lastSandboxPort(home);
  if (port === undefined) return await startSandbox();
  return await startSandbox({ port }).catch(async (error: unknown) => {
    if (!isPortTaken(error)) throw error;
    say(`Port ${port} of the last sandbox is taken: what was started for it waits until it is free again.`);
    return await startSandbox();
  });
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

interface ServeOptions {
  session: Session;
  settings: Settings & { gateway: GatewaySettings };
  tenant: Tenant;
  interruption: AbortSignal;
  metrics: SdkMetrics | undefined;
  logger: Logger;
}

async function serve(options: ServeOptions): Promise<void> {
  const { session, settings, metrics } = options;
  const monitoring = await startWorkerMonitoring(session, settings, metrics);
  try {
    const worker = await startTerminalWorker({
      session,
      tenant: settings.tenant,
      settings: settings.worker,
      service: settings.service,
      monitoring,
    });
    try {
      await serveBeside(worker, { ...options, monitoring });
    } finally {
      await worker.stop();
    }
  } finally {
    await monitoring?.close();
  }
}

async function serveBeside(
  worker: LocalWorker,
  { session, settings, tenant, interruption, logger, monitoring }: ServeOptions & Pick<Places, 'monitoring'>,
): Promise<void> {
  const codecServer = await startHomeCodecServer(session, settings.service.home);
  try {
    const { restEndpoint } = settings.tenant;
    const gateway = await startHomeGateway(session, { settings: { ...settings, restEndpoint }, logger });
    try {
      printPlaces({ session, settings, tenant, codecServer, gateway, monitoring });
      await Promise.race([untilAborted(interruption), worker.ended]);
    } finally {
      await gateway?.close();
    }
  } finally {
    await codecServer?.close();
  }
}

interface Places extends Pick<ServeOptions, 'session' | 'settings' | 'tenant'> {
  codecServer: CodecServer | undefined;
  gateway: Gateway | undefined;
  monitoring: Monitoring | undefined;
}

function printPlaces({
  session: { address, embedded, temporal },
  settings: { tenant, service },
  tenant: { settings, sandbox },
  codecServer,
  gateway,
  monitoring,
}: Places): void {
  const isSandbox = 'CLIENT_ID' in settings;
  print(
    isSandbox
      ? `Serving a sandbox, as no CLIENT_ID is set: ${tenant.restEndpoint}. No real customer is made, nobody is mailed.`
      : `Serving ${tenant.restEndpoint}: customers are real, and Commerce mails them.`,
  );
  printTable([
    ...(embedded ? [['Temporal UI', embedded.ui]] : []),
    ['Temporal', `${address}, namespace ${temporal.namespace}, task queue ${service.taskQueue}`],
    ...(codecServer ? [['Codec server', `${codecServer.url} (decodes what the UI shows)`]] : []),
    ...(gateway ? [['Gateway', `${gateway.url} (HTTP; /docs in a browser)`]] : []),
    ...(sandbox ? [['Sandbox', `${sandbox.url} (its customers and mails)`]] : []),
    ...(monitoring ? [['Metrics', `${monitoring.url}/metrics`]] : []),
    ['State', service.home],
    ['Try', 'npx onboard run examples/john-doe.json   in another terminal; Ctrl-C here ends all'],
  ]);
}
