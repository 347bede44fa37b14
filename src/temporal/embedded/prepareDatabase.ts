import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { msToTs } from '@temporalio/common/lib/time';
import type { Home } from './home';
import { killServer } from './killServer';
import { LOOPBACK, type Ports } from './ports';
import { NAMESPACE, withServerConnection } from './serverConnection';
import { startServer } from './startServer';

/** So long a finished workflow, and with it the result of a workflow ID, is kept. */
const RETENTION = msToTs('30 days');

const CALL_LIMIT_MS = 10_000;

/**
 * Makes the database of a new home: schema, namespace, retention. About 250 ms, once for a home.
 *
 * It is made under another name and then renamed, as a server that is killed while it makes its schema leaves a
 * file with which no server starts. And it is made by a server of its own, as a running one learns of the new
 * retention only after two seconds, and would keep what ends before for a day.
 */
export async function prepareDatabase(program: string, home: Home, ports: Ports): Promise<void> {
  if (existsSync(home.database)) return;
  await rm(home.databaseBeingMade, { recursive: true, force: true });
  await mkdir(home.databaseBeingMade, { mode: 0o700 });
  const server = await startServer({ program, home, ports, databaseFolder: home.databaseBeingMade });
  try {
    await withServerConnection(`${LOOPBACK}:${ports.grpc}`, (connection) =>
      connection.withDeadline(Date.now() + CALL_LIMIT_MS, () =>
        connection.workflowService.updateNamespace({
          namespace: NAMESPACE,
          config: { workflowExecutionRetentionTtl: RETENTION },
        }),
      ),
    );
  } finally {
    await killServer(server);
  }
  await rename(home.databaseBeingMade, home.database);
}
