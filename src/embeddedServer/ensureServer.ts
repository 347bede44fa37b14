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
  /** Gives the Temporal CLI; asked only where a server is started. */
  program: () => Promise<Program>;
  /** Somebody relies on the server's address, so that it must be the same again. */
  addressIsKnown: boolean;
  /** Takes a line for a person. */
  log: (line: string) => void;
}

const ORPHAN_LIMIT_MS = 20_000;

/** The server that runs in the home, or one started now. To be called with the lock of the home held. */
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

/** Stops the server of the home, known or not. To be called with the lock of the home held. */
export async function stopServer(home: Home): Promise<void> {
  const running = await readRunningServer(home);
  const server = running?.process ?? (await findServerProcess(home.database));
  if (server !== null) await killServer(server);
  await forgetRunningServer(home);
}

/**
 * A server whose starter was killed before it could write `server.json`, or whose `server.json` is lost.
 * Two servers on one database would damage it: what does not answer, or was making the database, is ended.
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
