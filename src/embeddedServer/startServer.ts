import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { openPrivateFile } from '../files/privateFile';
import { childEnvironment } from './childEnvironment';
import { EmbeddedServerError } from './embeddedServerError';
import type { Home } from './home';
import { killServer } from './killServer';
import { LOOPBACK, type Ports } from './ports';
import { identifyProcess, type ProcessIdentity } from './processIdentity';
import { serverArguments } from './serverArguments';
import { waitUntilServing } from './serverHealth';

export interface StartServerOptions {
  /** Path of the Temporal CLI. */
  program: string;
  home: Home;
  ports: Ports;
  databaseFolder: string;
}

const START_LIMIT_MS = 20_000;
const LOG_TAIL_LINES = 10;

/**
 * Starts a server that outlives this process, and waits until it answers.
 *
 * @throws EmbeddedServerError `notStarted`, with the end of what it logged; it does not run then
 */
export async function startServer(options: StartServerOptions): Promise<ProcessIdentity> {
  const { O_RDWR, O_APPEND, O_CREAT } = constants;
  const log = await openPrivateFile(options.home.log, O_RDWR | O_APPEND | O_CREAT);
  try {
    const { size } = await log.stat();
    const failed = async (what: string) =>
      new EmbeddedServerError(
        'notStarted',
        [`The Temporal server (${options.program}) ${what}. Its log, ${options.home.log}, ends with:`]
          .concat(await readTail(log, size))
          .join('\n  '),
      );

    const server = await spawnDetached(options, log.fd);
    if (server === null) throw await failed('ended at once');
    const state = await waitUntilServing({
      address: `${LOOPBACK}:${options.ports.grpc}`,
      process: server,
      limitMs: START_LIMIT_MS,
    });
    if (state === 'serving') return server;
    await killServer(server);
    throw await failed(state === 'gone' ? 'ended' : `did not answer within ${START_LIMIT_MS / 1000} s`);
  } finally {
    await log.close();
  }
}

async function spawnDetached(
  { program, home, ports, databaseFolder }: StartServerOptions,
  log: number,
): Promise<ProcessIdentity | null> {
  // The server makes its files with the mode that the system gives; spawn has no option for it.
  const umask = process.umask(0o077);
  const server = spawn(program, serverArguments(databaseFolder, ports), {
    // A group of its own: Ctrl-C in the terminal is for the command, not for the server that others share.
    detached: true,
    windowsHide: true,
    cwd: home.folder,
    stdio: ['ignore', log, log],
    // The server looks for its user, and ends where the system knows none and no variable names one.
    env: { ...childEnvironment('local'), ...GO_RUNTIME, USER: 'onboarding', HOME: home.folder },
  });
  process.umask(umask);
  const spawned = new Promise<void>((resolve, reject) => server.once('spawn', resolve).once('error', reject));
  server.unref();
  try {
    await spawned;
  } catch (error) {
    throw new EmbeddedServerError(
      'notStarted',
      `The Temporal CLI ${program} cannot be run: ${String(error)}.`,
      {
        cause: error,
      },
    );
  }
  return server.pid === undefined ? null : identifyProcess(server.pid);
}

/** Half as many garbage collections as by default: some 7 % of the server's CPU for 100 MB under full load. */
const GO_RUNTIME = { GOGC: '200' };

async function readTail(log: FileHandle, from: number): Promise<string[]> {
  const { size } = await log.stat();
  const start = Math.max(from, size - 4096);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(4096), 0, 4096, start);
  const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n');
  return lines.slice(-LOG_TAIL_LINES);
}
