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
  /** Folder that keeps the server's state; made with mode 0700 where it is missing. */
  home: string;
  /** Path of a Temporal CLI that is tried before all others. */
  program?: string;
  /** Takes a line for a person: what is downloaded, waited for, started again. */
  log: (line: string) => void;
  /** How long a server that runs already may stay silent before it is replaced. Default: 20 s. */
  answerLimitMs?: number;
  /** Ends the wait for the lock of the home. */
  signal?: AbortSignal;
  /**
   * Nothing is written through the server: one that runs is used although the disk is full. Then nothing says that it
   * is used, and who leaves last stops it.
   */
  onlyReads?: boolean;
}

export interface EmbeddedServer {
  /** `host:port` of the gRPC service; stays the same as long as somebody uses the server. */
  readonly address: string;
  /** URL of the Temporal UI. */
  readonly ui: string;
  /** URL that the UI asks to decode payloads; whoever has the keys may serve it. */
  readonly codecEndpoint: string;
  /** Ends this use; the last user of the machine stops the server. Further calls do nothing more. */
  release(): Promise<void>;
}

/** Who holds the lock may wait 20 s each for an old server, for the database of a new home, and for its server. */
const LOCK_LIMIT_MS = 90_000;
const ANSWER_LIMIT_MS = 20_000;
const ATTEMPTS = 3;

/**
 * Shares the Temporal server of a home with all processes of this machine that use it: starts it where none runs,
 * starts it again when it was killed, and stops it when the last user leaves. A user that dies without a word is
 * noticed by those that come or leave after it.
 *
 * @throws EmbeddedServerError
 */
export async function useEmbeddedServer(options: UseEmbeddedServerOptions): Promise<EmbeddedServer> {
  const home = await openHome(options.home, await leastFreeBytes(options));
  const program = once(() => findProgram(options));
  // A download takes long: it is done before others are kept waiting for the lock.
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

/** What is recorded as running may have been stopped by force (SIGSTOP), or be about to end: it must answer. */
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

/** What a server that is started for a reader adds to a database that is there, several times over. */
const LEAST_FREE_BYTES_FOR_READS = 8 * 1024 * 1024;

/** Undefined for the default. */
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

/** No room on the disk, or none within the user's quota. */
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

async function stopIfUnchanged(home: Home, silent: RunningServer): Promise<void> {
  const running = await readRunningServer(home);
  if (running?.process.pid === silent.process.pid) await stopServer(home);
}

/** Tells a failure instead of throwing it: what was done with the server is done, and the next user puts things right. */
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

/** The first success is kept; a failure is tried again by the next caller. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () =>
    (result ??= work().catch((error: unknown) => {
      result = undefined;
      throw error;
    }));
}
