import { Runtime } from '@temporalio/worker';
import { connectCommerce } from '../../commerce';
import { commerceWarnings } from '../../commerce/commerceWarnings';
import { startEventWorkers, subscribersOf } from '../../events';
import type { Monitoring } from '../../monitoring';
import { serveCustomerOnboarding } from '../../nexus';
import type { ServiceSettings, TenantSettings, WorkerSettings } from '../../settings';
import type { WorkerBuild } from '../../temporal/deployment';
import { createOnboardingWorker } from '../../temporal/worker';
import { say } from './output';
import type { Session } from './session';
import { reportPaces } from '../status/workerPaces';

export interface LocalWorkerOptions {
  session: Session;
  tenant: TenantSettings;
  settings: WorkerSettings;
  service: ServiceSettings;
  /** Reports on this worker. */
  monitoring?: Monitoring | undefined;
}

export interface LocalWorker {
  /** Rejects where the worker cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more work, and lets what is in flight end within the grace. */
  stop(): Promise<void>;
}

/** After Ctrl-C nobody waits for a slow answer; the next attempt finds its outcome. */
const INTERRUPTION_GRACE_MS = 2_000;

/** A worker in this process, for a person at a terminal: it is not given long to stop. */
export async function startTerminalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const shutdownGraceMs = Math.min(options.settings.shutdownGraceMs, INTERRUPTION_GRACE_MS);
  return await startLocalWorker({ ...options, settings: { ...options.settings, shutdownGraceMs } });
}

/** A worker in this process. */
export async function startLocalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const { session, tenant, settings, service, monitoring } = options;
  const eventTenant = { restEndpoint: tenant.restEndpoint, taskQueue: service.taskQueue };
  const build = buildFor(session, settings);
  const commerce = connectCommerce({
    ...tenant,
    ...settings,
    observer: monitoring?.requests,
    ...commerceWarnings(warn),
  });
  const worker = await createOnboardingWorker({
    temporal: session.temporal,
    taskQueue: service.taskQueue,
    commerce,
    settings: {
      ...settings,
      restEndpoint: tenant.restEndpoint,
      subscribers: subscribersOf(settings.events, eventTenant),
    },
    concurrency: settings.concurrency,
    shutdownGraceMs: settings.shutdownGraceMs,
    ...(settings.nexus && {
      nexusServices: [serveCustomerOnboarding({ restEndpoint: tenant.restEndpoint })],
    }),
    // Any web page and any user of the machine can call the operations of the embedded server.
    ...(session.embedded && { requireNexusEncryption: true }),
    ...(build && { build }),
    ...(session.tracing && { tracing: session.tracing }),
  });
  session.temporal.onReplaced((connection) => {
    worker.connection = connection;
  });
  const events = await startEventWorkers({
    temporal: session.temporal,
    tenant: eventTenant,
    endpoints: settings.events,
    proxy: tenant.proxy,
  });
  monitoring?.watch(worker, () => commerce.paceStates());
  const paces = reportPaces(service, () => commerce.paceStates());
  const onboardingsEnded = worker
    .run()
    .finally(() => Promise.all([commerce.close(), paces.stop(), events.stop()]));
  const ended = Promise.all([onboardingsEnded, events.ended]).then(() => undefined);
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      commerce.stopWaiting();
      // If events can no longer be sent, the onboardings in flight still finish.
      await onboardingsEnded;
      await ended;
    },
  };
}

function warn(message: string): void {
  Runtime.instance().logger.warn(message);
}

/** On the embedded server nobody makes a build the current one, without which nothing would be done. */
function buildFor({ embedded }: Session, { build }: WorkerSettings): WorkerBuild | undefined {
  if (!embedded || !build) return build;
  say('ONBOARDING_BUILD_ID is ignored by the embedded server: its workers take any onboarding.');
  return undefined;
}
