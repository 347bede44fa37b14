import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunningServer, useEmbeddedServer } from '../../../src/embeddedServer';
import { ensureSearchAttributes } from '../../../src/temporal/searchAttributes';
import { connectTo } from './connectTo';
import { eventually } from './eventually';

/** A Temporal server for a cell. */
export interface TemporalServer {
  readonly address: string;
  /** kill -9; the caller starts it again on the same port. */
  kill(): Promise<void>;
  /** Resolves when the replacement of the killed server answers. */
  untilRestarted(): Promise<void>;
  end(): Promise<void>;
}

/** The suite's server, which no cell may kill. */
export function sharedServer(): TemporalServer {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('test/setup/globalSetup.ts has not run: use npm run test:crash');
  const refuse = () => Promise.reject(new Error('the server of the suite is not to be killed'));
  return { address, kill: refuse, untilRestarted: refuse, end: () => Promise.resolve() };
}

/** A server in a home of its own, which may be killed. */
export async function ownServer(): Promise<TemporalServer> {
  const home = await mkdtemp(join(tmpdir(), 'onboarding-crash-'));
  const server = await useEmbeddedServer({
    home,
    log: () => undefined,
    ...(process.env['ONBOARDING_TEMPORAL_CLI'] && { program: process.env['ONBOARDING_TEMPORAL_CLI'] }),
  });
  const temporal = await connectTo(server.address);
  await ensureSearchAttributes(temporal);
  await temporal.connection.close();
  let killed: number | undefined;
  return {
    address: server.address,
    kill: async () => {
      killed = (await findRunningServer(home))?.process.pid;
      if (killed === undefined) throw new Error('there is no server to kill');
      process.kill(killed, 'SIGKILL');
    },
    untilRestarted: () =>
      eventually('the server runs again', async () => {
        const running = await findRunningServer(home);
        return running !== null && running.process.pid !== killed;
      }),
    end: async () => {
      await server.release();
      await rm(home, { recursive: true, force: true });
    },
  };
}
