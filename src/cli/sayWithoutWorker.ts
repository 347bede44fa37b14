import { setCurrentCommand, waitingBuild } from '../temporal/deployment';
import { countWorkers } from '../temporal/workers';
import { say } from './output';
import type { Session } from './session';

/** Says so where nobody is there to do what runs, or those who are there get nothing. */
export async function sayWithoutWorker({ temporal }: Session, taskQueue: string): Promise<void> {
  if ((await countWorkers(temporal, taskQueue)) === 0) {
    say(
      `No worker is there to do it (task queue ${taskQueue}); it is done as soon as one is: onboard worker`,
    );
    return;
  }
  const waiting = await waitingBuild(temporal, taskQueue);
  if (!waiting) return;
  say(
    `No build of the workers is current; it is done as soon as one is: ${setCurrentCommand(temporal.namespace, waiting)}`,
  );
}
