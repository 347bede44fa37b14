import { mkdir, rm } from 'node:fs/promises';
import type { Connection } from '@temporalio/client';
import { protoDuration } from '../contract/parse/protoTime';
import { copyRows } from './copyRows';
import { databaseFile, type Home } from './home';
import { killServer } from './killServer';
import { LOOPBACK, type Ports } from './ports';
import type { Program } from './program/source';
import { NAMESPACE, withServerConnection } from './serverConnection';
import { recordServerVersion } from './serverVersionRecord';
import { startServer } from './startServer';

export interface MakeDatabaseOptions {
  program: Program;
  home: Home;
  ports: Ports;
}

/** So long a finished workflow, and with it the result of a workflow ID, is kept. */
const RETENTION = protoDuration(30 * 24 * 3_600_000);

const CALL_LIMIT_MS = 10_000;

/**
 * Makes a database as the home's `databaseBeingMade`: schema, namespace, retention, and the rows of another database
 * where one is given. About 250 ms, and as much again with rows.
 *
 * It is for the caller to rename it, as a server that is killed while it makes its schema leaves a file with which no
 * server starts. And it is made by a server of its own, as a running one learns of the new retention only after two
 * seconds, and would keep what ends before for a day.
 */
export async function makeDatabase(options: MakeDatabaseOptions, rowsOf?: string): Promise<void> {
  const { home, program } = options;
  await rm(home.databaseBeingMade, { recursive: true, force: true });
  await mkdir(home.databaseBeingMade, { mode: 0o700 });
  if (rowsOf !== undefined) {
    await withServer(options, () => Promise.resolve());
    await copyRows(databaseFile(rowsOf), databaseFile(home.databaseBeingMade));
  }
  await withServer(options, setRetention);
  await recordServerVersion(home.databaseBeingMade, program.server);
}

async function withServer(
  { program, home, ports }: MakeDatabaseOptions,
  work: (connection: Connection) => Promise<unknown>,
): Promise<void> {
  const databaseFolder = home.databaseBeingMade;
  const server = await startServer({ program: program.path, home, ports, databaseFolder });
  try {
    await withServerConnection(`${LOOPBACK}:${ports.grpc}`, work);
  } finally {
    await killServer(server);
  }
}

async function setRetention(connection: Connection): Promise<void> {
  await connection.withDeadline(Date.now() + CALL_LIMIT_MS, () =>
    connection.workflowService.updateNamespace({
      namespace: NAMESPACE,
      config: { workflowExecutionRetentionTtl: RETENTION },
    }),
  );
}
