import { EmbeddedServerError } from './embeddedServerError';
import { ensureServer, stopServer } from './ensureServer';
import { openHome, withHomeErrors, type Home } from './home';
import { withLock } from '../files/lock';
import { findProgram } from './program/findProgram';
import { findRunningServer, readRunningServer, type RunningServer } from './runningServer';
import { waitUntilServing } from './serverHealth';
import { serveUi } from './serveUi';
import { isSystemError } from '../files/systemError';
import { livingUsers, registerUser, removeUser } from './users';
import { watchServer } from './watchServer';

export interface UseEmbeddedServerOptions {
  /** Folder of the server's state; created with mode 0700 if it is missing. */
  home: string;
  /** Path of a Temporal CLI that is tried first. */
  program?: string;
  /** Receives a line for the user: what is being downloaded, waited for or restarted. */
  log: (line: string) => void;
  /** How long a running server may take to answer before it is replaced. Default: 20 s. */
  answerLimitMs?: number;
  /** Stops waiting for the lock of the home. */
  signal?: AbortSignal;
  /**
   * The caller writes nothing, so it may use a running server even if the disk is full. This use is then not
   * registered, and the last registered user stops the server.
   */
  onlyReads?: boolean;
}

export interface EmbeddedServer {
  /** `host:port` of the gRPC service; does not change while the server has users. */
  readonly address: string;
  /** URL of the Temporal UI. */
  readonly ui: string;
  /** URL where the UI requests the decoding of payloads; any process with the keys may serve it. */
  readonly codecEndpoint: string;
  /** Ends this use; the last user on the machine stops the server. Further calls have no effect. */
  release(): Promise<void>;
}

/** A holder of the lock may wait 20 s each for an old server, for a new database, and for its server. */
const LOCK_LIMIT_MS = 90_000;
const ANSWER_LIMIT_MS = 20_000;
const ATTEMPTS = 3;

/**
 * Shares the Temporal server of a home with all processes on this machine that use it: starts it if none runs, restarts
 * it if it was killed, and stops it when the last user leaves. Users that were killed are noticed by the next one that
 * joins or leaves.
 * @throws EmbeddedServerError
 */
export async function useEmbeddedServer(options: UseEmbeddedServerOptions): Promise<EmbeddedServer> {
  const home = await openHome(options.home, await leastFreeBytes(options));
  const program = once(() => findProgram(options));
  // A download takes long, so it comes before the lock, for which others wait.
  const running = await withHomeErrors(home.folder, () => readRunningServer(home));
  if (running === null) await program();

  let user: string | undefined;
  const join = () =>
    locked(
      home,
      async () => {
        const others = (await livingUsers(home.users)).filter((file) => file !== user);
        user ??= await (options.onlyReads ? registerIfRoom : registerUser)(home.users);
        return await ensureServer({ home, program, addressIsKnown: others.length > 0, log: options.log });
      },
      options.signal,
    );
  const leave = async () => {
    if (user !== undefined) await leaveServer(home, user, options.log);
  };

  try {
    const server = await untilServing(home, options.answerLimitMs ?? ANSWER_LIMIT_MS, join);
    const restart = () =>
      locked(home, () => ensureServer({ home, program, addressIsKnown: true, log: options.log }));
    const watch = watchServer({ home, server, restart, log: options.log });
    const ui = await serveUi({ port: Number(new URL(server.ui).port), ui: () => watch.server().hiddenUi });
    const release = once(async () => {
      await ui.close();
      await watch.stop();
      await leave();
    });
    return { address: server.address, ui: server.ui, codecEndpoint: server.codecEndpoint, release };
  } catch (error) {
    await leave();
    throw error;
  }
}

/** A recorded server may be suspended (SIGSTOP) or about to end, so it must answer. */
async function untilServing(
  home: Home,
  limitMs: number,
  join: () => Promise<RunningServer>,
): Promise<RunningServer> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const server = await join();
    const { address, process } = server;
    const state = await waitUntilServing({ address, process, limitMs });
    if (state === 'serving') return server;
    if (state === 'silent') await locked(home, () => stopIfUnchanged(home, server));
  }
  throw new EmbeddedServerError(
    'notStarted',
    `The Temporal server of ${home.folder} ended ${ATTEMPTS} times as soon as it was started. See ${home.log}.`,
  );
}

/** Several times what a server that was started for a reader adds to an existing database. */
const LEAST_FREE_BYTES_FOR_READS = 8 * 1024 * 1024;

/** Undefined means the default. */
async function leastFreeBytes({ home, onlyReads }: UseEmbeddedServerOptions): Promise<number | undefined> {
  if (!onlyReads) return undefined;
  return (await findRunningServer(home)) ? 0 : LEAST_FREE_BYTES_FOR_READS;
}

async function registerIfRoom(users: string): Promise<string | undefined> {
  try {
    return await registerUser(users);
  } catch (error) {
    if (isSystemError(error) && FULL.has(error.code)) return undefined;
    throw error;
  }
}

/** No space on the disk, or in the user's quota. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

async function stopIfUnchanged(home: Home, silent: RunningServer): Promise<void> {
  const running = await readRunningServer(home);
  if (running?.process.pid === silent.process.pid) await stopServer(home);
}

/** Logs a failure instead of throwing it: the caller's work is done, and the next user cleans up. */
async function leaveServer(home: Home, user: string, log: (line: string) => void): Promise<void> {
  try {
    await locked(home, async () => {
      await removeUser(user);
      if ((await livingUsers(home.users)).length === 0) await stopServer(home);
    });
  } catch (error) {
    log(`The Temporal server of ${home.folder} may still run: ${String(error)}`);
  }
}

async function locked<Result>(
  home: Home,
  work: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const lock = { file: home.lock, limitMs: LOCK_LIMIT_MS, ...(signal && { signal }) };
  return await withHomeErrors(home.folder, () => withLock(lock, work));
}

/** Keeps the first success. After a failure, the next caller tries again. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () =>
    (result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}
