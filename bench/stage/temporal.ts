import { join } from 'node:path';
import { connectTemporal } from '#product/temporal/connection';
import { embeddedTarget, findProgram, useEmbeddedServer } from '#product/embeddedServer/index';
import { ensureSearchAttributes } from '#product/temporal/searchAttributes';
import { takeStablePorts } from '../../test/setup/production/stablePorts';
import { startProgram, stopProgram } from './program';

export interface TemporalServer {
  /** `host:port` */
  readonly address: string;
  stop(): Promise<void>;
}

/** Temporal as this project starts it, with the search attributes of an onboarding. */
export async function startProductServer(
  folder: string,
  log: (line: string) => void,
): Promise<TemporalServer> {
  const server = await useEmbeddedServer({ home: join(folder, 'home'), log });
  const temporal = await connectTemporal(embeddedTarget(server), {});
  await ensureSearchAttributes(temporal);
  await temporal.connection.close();
  return { address: server.address, stop: () => server.release() };
}

/** Temporal as its documentation starts it: `temporal server start-dev --db-filename FILE`. */
export async function startServerAsItComes(
  folder: string,
  log: (line: string) => void,
): Promise<TemporalServer> {
  const { path } = await findProgram({ log });
  const [port = 0, uiPort = 0] = await takeStablePorts(2);
  const program = startProgram({
    command: path,
    args: [
      ...['server', 'start-dev', '--db-filename', join(folder, 'as-it-comes.db')],
      ...['--port', String(port), '--ui-port', String(uiPort), '--log-level', 'error'],
    ],
    cwd: folder,
  });
  const address = `127.0.0.1:${port}`;
  await program.says(/Server:.*:\d+/);
  const { connection } = await connectTemporal(embeddedTarget({ address }), {});
  await connection.close();
  return { address, stop: () => stopProgram(program) };
}
