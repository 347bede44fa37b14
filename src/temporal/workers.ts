import { temporal } from '@temporalio/proto';
import type { TemporalConnection } from './connection';

/** A poller that was silent for this long is gone, but the server remembers it for minutes. */
const HEARD_OF_WITHIN_MS = 90_000;

/** The number of workers that poll the task queue. A killed worker counts for 90 s more. */
export async function countWorkers(temporalConnection: WorkerRegistry, taskQueue: string): Promise<number> {
  const [polling, ended] = await Promise.all([
    identitiesOfPollers(temporalConnection, taskQueue),
    identitiesOfEnded(temporalConnection, taskQueue),
  ]);
  return [...polling].filter((identity) => !ended.has(identity)).length;
}

type WorkerRegistry = Pick<TemporalConnection, 'connection' | 'namespace'>;

async function identitiesOfPollers(
  { connection, namespace }: WorkerRegistry,
  taskQueue: string,
): Promise<Set<string>> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    // A worker whose requests are held back polls for no activities meanwhile.
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  return new Set(pollers.filter(isRecent).map(({ identity }) => identity ?? ''));
}

export function isRecent({ lastAccessTime }: temporal.api.taskqueue.v1.IPollerInfo): boolean {
  return Number(lastAccessTime?.seconds ?? 0) * 1000 >= Date.now() - HEARD_OF_WITHIN_MS;
}

const { WORKER_STATUS_SHUTTING_DOWN, WORKER_STATUS_SHUTDOWN } = temporal.api.enums.v1.WorkerStatus;

/**
 * A worker announces its end, while the server still remembers its polls. Servers that do not list workers return none.
 */
async function identitiesOfEnded(
  { connection, namespace }: WorkerRegistry,
  taskQueue: string,
): Promise<Set<string>> {
  const { workersInfo } = await connection.workflowService
    .listWorkers({ namespace, query: `TaskQueue = "${taskQueue}"` })
    .catch(() => ({ workersInfo: [] }));
  const ended = workersInfo.filter(
    ({ workerHeartbeat }) =>
      workerHeartbeat?.status === WORKER_STATUS_SHUTTING_DOWN ||
      workerHeartbeat?.status === WORKER_STATUS_SHUTDOWN,
  );
  return new Set(ended.map(({ workerHeartbeat }) => workerHeartbeat?.workerIdentity ?? ''));
}
