import { Worker } from '@temporalio/worker';
import type { Proxy } from '../commerce/connectionPool';
import type { EventActivities } from '../contract/events';
import type { TemporalConnection } from '../temporal/connection';
import { workerDataConverter } from '../temporal/workerDataConverter';
import { sendEvent } from './sendEvent';
import { type EventTenant, queueOf, type WebhookEndpoint } from './webhookEndpoint';
import { WebhookSender } from './webhookSender';

export interface EventWorkersOptions {
  temporal: Pick<TemporalConnection, 'connection' | 'namespace' | 'dataConverter' | 'onReplaced'>;
  tenant: EventTenant;
  endpoints: readonly WebhookEndpoint[];
  proxy?: Proxy | undefined;
}

export interface EventWorkers {
  /** Rejects if one of them cannot go on. */
  readonly ended: Promise<void>;
  /** Takes no more events, and waits for those that are being sent. */
  stop(): Promise<void>;
}

/** Events of one endpoint that one process sends at once. */
const AT_ONCE = 20;
/** Longer than a request may take. */
const SHUTDOWN_GRACE_MS = 20_000;

/** A worker per endpoint, on a task queue of its own: an endpoint that is slow holds up neither the others nor onboardings. */
export async function startEventWorkers(options: EventWorkersOptions): Promise<EventWorkers> {
  const started: StartedWorker[] = [];
  try {
    for (const endpoint of options.endpoints) started.push(await startWorker(endpoint, options));
  } catch (error) {
    await Promise.all(started.map(({ stop }) => stop()));
    throw error;
  }
  const ended = Promise.all(started.map((worker) => worker.ended)).then(() => undefined);
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      await Promise.all(started.map(({ stop }) => stop()));
    },
  };
}

interface StartedWorker {
  readonly ended: Promise<void>;
  /** Waits for its end, however it ends. */
  readonly stop: () => Promise<void>;
}

async function startWorker(
  endpoint: WebhookEndpoint,
  { temporal, tenant, proxy }: EventWorkersOptions,
): Promise<StartedWorker> {
  const sender = new WebhookSender(endpoint, proxy);
  const activities: EventActivities = {
    sendEvent: (request) => sendEvent(sender, tenant, request),
  };
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: queueOf(endpoint.name, tenant),
    dataConverter: workerDataConverter(temporal.dataConverter),
    activities,
    maxConcurrentActivityTaskExecutions: AT_ONCE,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
  });
  temporal.onReplaced((connection) => {
    worker.connection = connection;
  });
  const ended = worker.run().finally(() => sender.close());
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended.catch(() => undefined);
    },
  };
}
