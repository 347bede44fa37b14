import { setCurrentCommand, waitingBuild } from '../../temporal/deployment';
import { countWorkers } from '../../temporal/workers';
import { say } from './output';
import type { Session } from './session';

/** Warns if no worker polls the task queue, or its workers get no work. */
export async function warnWithoutWorker({ temporal }: Session, taskQueue: string): Promise<void> {
  if ((await countWorkers(temporal, taskQueue)) === 0) {
    say(`No worker is polling the task queue ${taskQueue}. Start one with \`onboard worker\`.`);
    return;
  }
  const waiting = await waitingBuild(temporal, taskQueue);
  if (!waiting) return;
  say(
    `No worker build is current, so nothing runs. Make one current: ${setCurrentCommand(temporal.namespace, waiting)}`,
  );
}
