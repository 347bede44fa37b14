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

/** How long the server keeps a finished workflow, and so the result of a workflow ID. */
const RETENTION = protoDuration(30 * 24 * 3_600_000);

const CALL_LIMIT_MS = 10_000;

/**
 * Creates a database as the home's `databaseBeingMade`, with schema, namespace, retention and, if given, the rows of
 * another database. Takes about 250 ms, twice that with rows. The caller renames it, because a server that is killed
 * while it creates its schema leaves a file that no server can open. A separate server creates it, because a running
 * one applies a new retention only after two seconds, and until then deletes what ends after a day.
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
