import { connectCommerce } from '../commerce';
import type { ServiceSettings, TenantSettings, WorkerSettings } from '../settings';
import { createOnboardingWorker } from '../temporal/worker';
import type { Session } from './session';

export interface LocalWorkerOptions {
  session: Session;
  tenant: TenantSettings;
  settings: WorkerSettings;
  service: ServiceSettings;
}

export interface LocalWorker {
  /** Rejects where the worker cannot go on; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no more work, and lets what is in flight end within the grace. */
  stop(): Promise<void>;
}

/** Who presses Ctrl-C does not wait for a slow answer; the next attempt finds out what became of it. */
const INTERRUPTION_GRACE_MS = 2_000;

/** A worker in this process, for a person at a terminal: it is not given long to stop. */
export async function startTerminalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const shutdownGraceMs = Math.min(options.settings.shutdownGraceMs, INTERRUPTION_GRACE_MS);
  return await startLocalWorker({ ...options, settings: { ...options.settings, shutdownGraceMs } });
}

/** A worker in this process. */
export async function startLocalWorker(options: LocalWorkerOptions): Promise<LocalWorker> {
  const { session, tenant, settings, service } = options;
  const commerce = connectCommerce({ ...tenant, ...settings });
  const worker = await createOnboardingWorker({
    temporal: session.temporal,
    taskQueue: service.taskQueue,
    commerce,
    settings: { ...settings, restEndpoint: tenant.restEndpoint },
    concurrency: settings.concurrency,
    shutdownGraceMs: settings.shutdownGraceMs,
    ...(session.tracing && { tracing: session.tracing }),
  });
  const ended = worker.run().finally(() => commerce.close());
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}
