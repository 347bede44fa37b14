import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';
import { isAlive, type ProcessIdentity } from './processIdentity';
import { NAMESPACE, withServerConnection } from './serverConnection';

export interface ServingOptions {
  /** `host:port` */
  address: string;
  process: ProcessIdentity;
  limitMs: number;
}

const POLL_MS = 10;
const CALL_LIMIT_MS = 5_000;

/**
 * Waits until the server answers for its namespace. `gone`: its process has ended; `silent`: it is running, but did not
 * answer within the limit.
 */
export async function waitUntilServing(options: ServingOptions): Promise<'serving' | 'gone' | 'silent'> {
  const deadline = Date.now() + options.limitMs;
  return await withServerConnection(options.address, async (connection) => {
    while (Date.now() < deadline) {
      if (!isAlive(options.process)) return 'gone';
      if (await answers(connection, Math.min(deadline, Date.now() + CALL_LIMIT_MS))) {
        // If the process has ended, another program on that port is answering.
        return isAlive(options.process) ? 'serving' : 'gone';
      }
      await sleep(POLL_MS);
    }
    return 'silent';
  });
}

async function answers(connection: Connection, deadline: number): Promise<boolean> {
  try {
    await connection.withDeadline(deadline, () =>
      connection.workflowService.describeNamespace({ namespace: NAMESPACE }),
    );
    return true;
  } catch {
    return false;
  }
}
