import { temporal } from '@temporalio/proto';
import type { TemporalConnection } from './connection';

/** A poller that was not heard of for this long is gone; the server remembers it for minutes. */
const HEARD_OF_WITHIN_MS = 90_000;

/** How many workers poll the task queue. */
export async function countWorkers(
  { connection, namespace }: TemporalConnection,
  taskQueue: string,
): Promise<number> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
  });
  const since = Date.now() - HEARD_OF_WITHIN_MS;
  const recent = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= since);
  return new Set(recent.map(({ identity }) => identity)).size;
}
