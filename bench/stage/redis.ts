import { takeStablePorts } from '../../test/setup/production/stablePorts';
import { startProgram, stopProgram } from './program';

export interface Redis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Debian's redis-server with an append-only file, written every second, as BullMQ recommends. */
export async function startRedis(folder: string): Promise<Redis> {
  const [port = 0] = await takeStablePorts(1);
  const program = startProgram({
    command: 'redis-server',
    args: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--appendonly', 'yes'],
    cwd: folder,
  });
  await program.says(/Ready to accept connections/);
  return { url: `redis://127.0.0.1:${port}`, stop: () => stopProgram(program) };
}
