import type { Logger } from 'pino';
import { findDevSandbox } from '../client/devSandbox';
import type { CodecServer } from '../codecServer';
import type { Gateway } from '../gateway';
import type { Monitoring } from '../monitoring';
import type { Sandbox } from '../sandbox';
import {
  type Environment,
  type GatewaySettings,
  readService,
  secretValues,
  type Settings,
} from '../settings';
import { GATEWAY_SETTINGS } from '../settings/gatewaySettings';
import { isSet } from '../settings/setting';
import { TENANT_SETTINGS } from '../settings/tenantSettings';
import { findRunningServer } from '../temporal/embedded';
import { createReadableLogger } from '../temporal/logging';
import type { SdkMetrics } from '../temporal/metrics/sdkMetrics';
import { aloneInHome } from './aloneInHome';
import { UsageError } from './exit';
import { startHomeGateway } from './gateway/homeGateway';
import { startHomeCodecServer } from './homeCodecServer';
import { startHomeSandbox } from './homeSandbox';
import { findService } from './homeServices';
import { untilAborted } from './interruption';
import { type LocalWorker, startTerminalWorker } from './localWorker';
import { print, printTable } from './output';
import { readDevelopmentSettings } from './problems';
import { openSession, type Session } from './session';
import { metricsFor, startWorkerMonitoring } from './workerMonitoring';

export interface DevelopHereOptions {
  environment: Environment;
  interruption: AbortSignal;
}

/**
 * Runs everything that an onboarding needs, until it is interrupted.
 * @throws SettingsError, UsageError, also where another `onboard dev` runs in this home, and the errors of `openSession`
 */
export async function developHere(options: DevelopHereOptions): Promise<void> {
  const { environment } = options;
  // Every mistake is reported before a folder is made.
  if (isSet(TENANT_SETTINGS.clientId, environment)) await readDevelopmentSettings(environment);
  const { home } = readService(environment);
  await aloneInHome(
    home,
    () => developAlone(home, options),
    async () => {
      throw await runsAlready(home);
    },
  );
}

async function developAlone(home: string, { environment, interruption }: DevelopHereOptions): Promise<void> {
  const tenant = await tenantOf(environment, home);
  try {
    const settings = await readDevelopmentSettings({ ...environment, ...tenant.settings });
    const logger = await createReadableLogger(
      settings.service.logLevel,
      secretValues({ ...environment, ...tenant.settings }),
    );
    const metrics = await metricsFor(settings.worker);
    const session = await openSession({ environment, settings: settings.service, logger, metrics });
    try {
      const isAddressSet = isSet(GATEWAY_SETTINGS.address, environment);
      await serve({ session, settings, tenant, interruption, metrics, logger, isAddressSet });
    } finally {
      await session.close();
    }
  } finally {
    await tenant.sandbox?.stop();
  }
}

async function runsAlready(home: string): Promise<UsageError> {
  const server = await findRunningServer(home);
  const sandbox = await findDevSandbox(home);
  const gateway = await findService(home, 'gateway');
  return new UsageError([
    `dev: runs in this folder already (${home}); use it from here, or end it where it runs with Ctrl-C`,
    ...(server ? [`  Temporal UI  ${server.ui}`, `  Temporal     ${server.address}`] : []),
    ...(gateway === undefined ? [] : [`  Gateway      ${gateway}`]),
    ...(sandbox ? [`  Sandbox      ${sandbox.IMS_ENDPOINT}`] : []),
  ]);
}

/** Whom it serves: the tenant that is set, or a sandbox of its own. */
interface Tenant {
  readonly settings: Environment;
  readonly sandbox?: Sandbox;
}

async function tenantOf(environment: Environment, home: string): Promise<Tenant> {
  if (isSet(TENANT_SETTINGS.clientId, environment)) return { settings: {} };
  const sandbox = await startHomeSandbox(home);
  return { settings: { ...sandbox.settings }, sandbox };
}

interface ServeOptions {
  session: Session;
  settings: Settings & { gateway: GatewaySettings };
  tenant: Tenant;
  interruption: AbortSignal;
  metrics: SdkMetrics | undefined;
  logger: Logger;
  isAddressSet: boolean;
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
  {
    session,
    settings,
    tenant,
    interruption,
    logger,
    isAddressSet,
    monitoring,
  }: ServeOptions & Pick<Places, 'monitoring'>,
): Promise<void> {
  const codecServer = await startHomeCodecServer(session, settings.service.home);
  try {
    const { restEndpoint } = settings.tenant;
    const gateway = await startHomeGateway(session, {
      settings: { ...settings, restEndpoint },
      logger,
      isAddressSet,
    });
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
    ['Try', 'npx commerce-onboarding run examples/john-doe.json   in another terminal; Ctrl-C here ends all'],
  ]);
}
