import { findServerProcess } from './findServerProcess';
import type { Home } from './home';
import { killServer } from './killServer';
import { LOOPBACK, readPorts, takePorts } from './ports';
import { prepareDatabase } from './prepareDatabase';
import type { Program } from './program/source';
import {
  forgetRunningServer,
  readRunningServer,
  recordRunningServer,
  type RunningServer,
} from './runningServer';
import { waitUntilServing } from './serverHealth';
import { startServer } from './startServer';

export interface EnsureServerOptions {
  home: Home;
  /** Finds the Temporal CLI; called only if a server has to start. */
  program: () => Promise<Program>;
  /** Somebody relies on the server's address, so it must not change. */
  addressIsKnown: boolean;
  /** Receives a line for the user. */
  log: (line: string) => void;
}

const ORPHAN_LIMIT_MS = 20_000;

/** Returns the running server of the home, or starts one. The caller must hold the lock of the home. */
export async function ensureServer({
  home,
  program: findProgram,
  addressIsKnown,
  log,
}: EnsureServerOptions): Promise<RunningServer> {
  const running = (await readRunningServer(home)) ?? (await adoptOrphan(home));
  if (running !== null) return running;
  await forgetRunningServer(home);
  const program = await findProgram();
  const ports = await takePorts(home, !addressIsKnown);
  await prepareDatabase({ program, home, ports, log });
  const server = await startServer({ program: program.path, home, ports, databaseFolder: home.database });
  return await recordRunningServer(home, ports, server);
}

/** Stops the server of the home, recorded or not. The caller must hold the lock of the home. */
export async function stopServer(home: Home): Promise<void> {
  const running = await readRunningServer(home);
  const server = running?.process ?? (await findServerProcess(home.database));
  if (server !== null) await killServer(server);
  await forgetRunningServer(home);
}

/**
 * Finds a server without `server.json`: whatever started it was killed before it wrote the file, or the file is lost.
 * Two servers would damage the database, so this one is killed if it does not answer, or was creating the database.
 */
async function adoptOrphan(home: Home): Promise<RunningServer | null> {
  const unfinished = await findServerProcess(home.databaseBeingMade);
  if (unfinished !== null) await killServer(unfinished);
  const orphan = await findServerProcess(home.database);
  if (orphan === null) return null;
  const ports = await readPorts(home);
  const address = ports === null ? null : `${LOOPBACK}:${ports.grpc}`;
  if (
    ports !== null &&
    address !== null &&
    (await waitUntilServing({ address, process: orphan, limitMs: ORPHAN_LIMIT_MS })) === 'serving'
  ) {
    return await recordRunningServer(home, ports, orphan);
  }
  await killServer(orphan);
  return null;
}
