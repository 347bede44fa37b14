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
