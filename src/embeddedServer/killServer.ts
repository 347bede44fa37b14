import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedServerError } from './embeddedServerError';
import { isAlive, type ProcessIdentity } from './processIdentity';
import { isSystemError } from '../files/systemError';

const POLL_MS = 5;
const LIMIT_MS = 10_000;

/**
 * Stops the server and waits until it has ended, about 10 ms. Kills it, because a graceful stop takes 1.1 to 1.4 s, one
 * second of which its front end waits for callers that the last user does not have. Both leave the same files, with the
 * write-ahead log neither checkpointed nor truncated. Everything it acknowledged is committed in both cases.
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
    // It ended by itself meanwhile.
    if (!(isSystemError(error) && error.code === 'ESRCH')) throw error;
  }
}
