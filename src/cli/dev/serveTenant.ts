import type { Logger } from 'pino';
import type { CodecServer } from '../../codecServer';
import { EVENT_NAMES } from '../../contract/eventSubscriber';
import type { Gateway } from '../../gateway';
import type { Monitoring } from '../../monitoring';
import { SANDBOX_EVENT_SECRET, type Sandbox } from '../../sandbox';
import {
  type Environment,
  type EventEndpoint,
  type GatewaySettings,
  secretValues,
  type Settings,
} from '../../settings';
import { GATEWAY_SETTINGS } from '../../settings/gatewaySettings';
import { isSet } from '../../settings/setting';
import { createReadableLogger } from '../../temporal/logging';
import type { SdkMetrics } from '../../temporal/metrics/sdkMetrics';
import { startHomeGateway } from '../gateway/homeGateway';
import { startHomeCodecServer } from './homeCodecServer';
import { untilAborted } from '../terminal/interruption';
import { type LocalWorker, startTerminalWorker } from '../terminal/localWorker';
import { UsageError } from '../terminal/exit';
import { print, printTable, say } from '../terminal/output';
import { readDevelopmentSettings } from '../terminal/problems';
import { openSession, type Session } from '../terminal/session';
import { metricsFor, startWorkerMonitoring } from '../worker/workerMonitoring';

export interface DevOptions {
  environment: Environment;
  interruption: AbortSignal;
  /** Send events to the sandbox, and print each one. */
  events: boolean;
}

/** The tenant to serve: the configured one, or a sandbox. */
export interface Tenant {
  readonly settings: Environment;
  readonly sandbox?: Sandbox;
}

export interface ServeTenantOptions extends DevOptions {
  tenant: Tenant;
  /** Called once everything runs. */
  onServing: () => Promise<void>;
}

/** Serves the tenant until interrupted. @throws SettingsError, UsageError, and the errors of `openSession` */
export async function serveTenant({
  environment,
  interruption,
  events,
  tenant,
  onServing,
}: ServeTenantOptions): Promise<void> {
  const given = await readDevelopmentSettings({ ...environment, ...tenant.settings });
  const settings = events ? withSandboxEvents(given, tenant.sandbox) : withoutEvents(given, tenant.sandbox);
  const logger = await createReadableLogger(
    settings.service.logLevel,
    secretValues({ ...environment, ...tenant.settings }),
  );
  const metrics = await metricsFor(settings.worker);
  const session = await openSession({ environment, settings: settings.service, logger, metrics });
  try {
    const isAddressSet = isSet(GATEWAY_SETTINGS.address, environment);
    await serve({ session, settings, tenant, interruption, onServing, metrics, logger, isAddressSet });
  } finally {
    await session.close();
  }
}

/** @throws UsageError without a sandbox */
function withSandboxEvents<Given extends Settings>(settings: Given, sandbox: Sandbox | undefined): Given {
  if (!sandbox) {
    throw new UsageError([
      '--events: CLIENT_ID is set, so there is no sandbox that receives them; leave it out',
    ]);
  }
  sandbox.onEvent(({ type, subject, data }) => {
    const { customerId, failure } = data;
    const outcome =
      typeof customerId === 'number' ? `customer ${customerId}` : failure ? JSON.stringify(failure) : '';
    say(`Event ${type} of ${subject} ${outcome}`.trimEnd());
  });
  const endpoint: EventEndpoint = {
    name: 'sandbox',
    url: `${sandbox.url}/_sandbox/events`,
    secrets: [SANDBOX_EVENT_SECRET],
    events: [...EVENT_NAMES],
    includesCustomer: false,
    mayBePrivate: false,
  };
  return { ...settings, worker: { ...settings.worker, events: [endpoint] } };
}

/** No real receiver learns of the customers of a sandbox. */
function withoutEvents<Given extends Settings>(settings: Given, sandbox: Sandbox | undefined): Given {
  return sandbox ? { ...settings, worker: { ...settings.worker, events: [] } } : settings;
}

interface ServeOptions {
  session: Session;
  settings: Settings & { gateway: GatewaySettings };
  tenant: Tenant;
  interruption: AbortSignal;
  onServing: () => Promise<void>;
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
    onServing,
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
      await onServing();
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
      ? `Serving a sandbox (CLIENT_ID is not set): ${tenant.restEndpoint}. It creates no real customers and sends no mail.`
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
