import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServerError } from './embeddedServerError';
import { isAlive, type ProcessIdentity } from './processIdentity';
import { isSystemError } from '../files/systemError';

const POLL_MS = 5;
const LIMIT_MS = 10_000;

/**
 * Stops the server and waits until it is gone, about 10 ms.
 *
 * It is killed rather than asked: asked, it takes 1.1 to 1.4 s, one of which its front end waits in any case for
 * callers that the last user of an embedded server does not have, and it leaves the very same files, with the
 * write-ahead log neither written back nor shortened. What it answered is committed in both cases.
 */
export async function killServer(server: ProcessIdentity): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (isAlive(server)) {
    if (Date.now() > deadline) {
      throw new EmbeddedServerError(
        'notStarted',
        `The Temporal server, process ${server.pid}, does not end, even when killed: it waits for its disk.`,
      );
    }
    kill(server.pid);
    await sleep(POLL_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended on its own in between.
    if (!(isSystemError(error) && error.code === 'ESRCH')) throw error;
  }
}
