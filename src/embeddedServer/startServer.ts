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
 * @throws EmbeddedServerError `notStarted` with the end of its log; the server does not run then
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
  // The server's files get the mode of the system's umask, for which spawn has no option.
  const umask = process.umask(0o077);
  const server = spawn(program, serverArguments(databaseFolder, ports), {
    // In its own process group: Ctrl-C in the terminal is for the command, and not for the shared server.
    detached: true,
    windowsHide: true,
    cwd: home.folder,
    stdio: ['ignore', log, log],
    // The server looks up its user, and fails if neither the system nor a variable names one.
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

/** Half as many garbage collections as by default: saves 7 % of the server's CPU, and costs 100 MB under full load. */
const GO_RUNTIME = { GOGC: '200' };

async function readTail(log: FileHandle, from: number): Promise<string[]> {
  const { size } = await log.stat();
  const start = Math.max(from, size - 4096);
  const { buffer, bytesRead } = await log.read(Buffer.alloc(4096), 0, 4096, start);
  const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n');
  return lines.slice(-LOG_TAIL_LINES);
}
