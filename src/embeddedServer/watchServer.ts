import { constants } from 'node:fs';
import { stat } from 'node:fs/promises';
import { openPrivateFile } from '../files/privateFile';
import type { Home } from './home';
import { isAlive } from './processIdentity';
import type { RunningServer } from './runningServer';

export interface WatchServerOptions {
  home: Home;
  server: RunningServer;
  /** Starts a server in its place. */
  restart: () => Promise<RunningServer>;
  log: (line: string) => void;
}

export interface ServerWatch {
  /** The running server, or the last one. */
  server(): RunningServer;
  /** Waits for a restart in progress. */
  stop(): Promise<void>;
}

const INTERVAL_MS = 500;
const AFTER_FAILURE_MS = 2_000;
const LARGEST_LOG_BYTES = 1024 * 1024;

/** Restarts the server soon after its process ends, until stopped. Does not keep the process alive. */
export function watchServer({ home, server: first, restart, log }: WatchServerOptions): ServerWatch {
  let server = first;
  let stopped = false;
  let timer: NodeJS.Timeout;
  let checking = Promise.resolve();
  let lastLogged: string | undefined;

  const check = async (): Promise<number> => {
    try {
      await trimLog(home.log);
      if (isAlive(server.process)) return INTERVAL_MS;
      server = await restart();
      lastLogged = undefined;
      log(`The Temporal server had stopped; it is running again at ${server.address}.`);
      return INTERVAL_MS;
    } catch (error) {
      const failure = `The Temporal server has stopped and cannot be restarted yet: ${String(error)}`;
      if (failure !== lastLogged) log(failure);
      lastLogged = failure;
      return AFTER_FAILURE_MS;
    }
  };
  const schedule = (delayMs: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      checking = check().then(schedule);
    }, delayMs).unref();
  };
  schedule(INTERVAL_MS);

  return {
    server: () => server,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await checking;
    },
  };
}

/** The server keeps logging when its disk is full. */
async function trimLog(file: string): Promise<void> {
  const size = await stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size <= LARGEST_LOG_BYTES) return;
  const log = await openPrivateFile(file, constants.O_WRONLY | constants.O_TRUNC);
  await log.close();
}
