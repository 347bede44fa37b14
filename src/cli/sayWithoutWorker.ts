import { countWorkers } from '../temporal/workers';
import { say } from './output';
import type { Session } from './session';

/** Says so where nobody is there to do what runs. */
export async function sayWithoutWorker({ temporal }: Session, taskQueue: string): Promise<void> {
  if ((await countWorkers(temporal, taskQueue)) > 0) return;
  say(`No worker is there to do it (task queue ${taskQueue}); it is done as soon as one is: onboard worker`);
}
