import { Worker } from '@temporalio/worker';
import { type EventActivities, eventTaskQueue } from '../contract/events';
import type { TemporalConnection } from '../temporal/connection';
import { workerDataConverter } from '../temporal/workerDataConverter';
import { sendEvent } from './sendEvent';
import type { WebhookEndpoint } from './webhookEndpoint';
import { WebhookSender } from './webhookSender';

export interface EventWorkersOptions {
  temporal: Pick<TemporalConnection, 'connection' | 'namespace' | 'dataConverter' | 'onReplaced'>;
  /** The task queue of onboardings. */
  taskQueue: string;
  endpoints: readonly WebhookEndpoint[];
  proxy?: { url: string; except?: string } | undefined;
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
  const started = await Promise.all(options.endpoints.map((endpoint) => startWorker(endpoint, options)));
  const ended = Promise.all(
    started.map(({ worker, sender }) => worker.run().finally(() => sender.close())),
  ).then(() => undefined);
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      for (const { worker } of started) if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

async function startWorker(
  endpoint: WebhookEndpoint,
  { temporal, taskQueue, proxy }: EventWorkersOptions,
): Promise<{ worker: Worker; sender: WebhookSender }> {
  const sender = new WebhookSender(endpoint, proxy);
  const activities: EventActivities = {
    sendEvent: (request) => sendEvent(sender, { taskQueue }, request),
  };
  const worker = await Worker.create({
    connection: temporal.connection,
    namespace: temporal.namespace,
    taskQueue: eventTaskQueue(taskQueue, endpoint.name),
    dataConverter: workerDataConverter(temporal.dataConverter),
    activities,
    maxConcurrentActivityTaskExecutions: AT_ONCE,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
  });
  temporal.onReplaced((connection) => {
    worker.connection = connection;
  });
  return { worker, sender };
}
