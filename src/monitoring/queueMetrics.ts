import { temporal as proto } from '@temporalio/proto';
import { Gauge, type Registry } from 'prom-client';
import { METRICS } from '../contract/metrics';
import type { TemporalConnection } from '../temporal/connection';
import { askedRarely } from './askedRarely';

export interface QueueOptions {
  temporal: Pick<TemporalConnection, 'connection' | 'namespace'>;
  taskQueue: string;
}

/** Many workers report the same value. */
const ASK_EVERY_MS = 10_000;
const ANSWER_LIMIT_MS = 5_000;

const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = proto.api.enums.v1.TaskQueueType;
const QUEUES = { workflow: TASK_QUEUE_TYPE_WORKFLOW, activity: TASK_QUEUE_TYPE_ACTIVITY } as const;
type Queue = keyof typeof QUEUES;

interface QueueBacklog {
  queue: Queue;
  tasks: number;
  oldestSeconds: number;
}

/** The tasks that wait in the task queue for a worker, as the server counts them. */
export function registerQueues(registry: Registry, options: QueueOptions): void {
  const ask = askedRarely(ASK_EVERY_MS, () => backlogs(options));
  const register = (metric: { name: string; help: string }, value: (backlog: QueueBacklog) => number) =>
    new Gauge({
      ...metric,
      labelNames: ['queue'],
      registers: [registry],
      async collect() {
        this.reset();
        for (const backlog of (await ask()) ?? []) this.set({ queue: backlog.queue }, value(backlog));
      },
    });
  register(METRICS.waitingTasks, ({ tasks }) => tasks);
  register(METRICS.oldestWaiting, ({ oldestSeconds }) => oldestSeconds);
}

async function backlogs(options: QueueOptions): Promise<QueueBacklog[]> {
  return await Promise.all((['workflow', 'activity'] as const).map((queue) => backlogOf(queue, options)));
}

async function backlogOf(queue: Queue, { temporal, taskQueue }: QueueOptions): Promise<QueueBacklog> {
  const { connection, namespace } = temporal;
  const { stats } = await connection.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
    connection.workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: QUEUES[queue],
      reportStats: true,
    }),
  );
  const { seconds, nanos } = stats?.approximateBacklogAge ?? {};
  return {
    queue,
    tasks: Number(stats?.approximateBacklogCount ?? 0),
    oldestSeconds: Number(seconds ?? 0) + (nanos ?? 0) / 1e9,
  };
}
