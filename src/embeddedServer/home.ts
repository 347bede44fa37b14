import { realpath, statfs } from 'node:fs/promises';
import path from 'node:path';
import { assertUnlinked, usePrivateFolder } from '../files/privateFolder';
import { UnsafePathError } from '../files/unsafePath';
import { EmbeddedServerError } from './embeddedServerError';
import { isSystemError } from '../files/systemError';

/** The files of an embedded server. */
export interface Home {
  readonly folder: string;
  /** Held while a process starts, stops, joins or leaves the server. */
  readonly lock: string;
  /** `server.json`: the address of the running server. Exists while one runs. */
  readonly serverFile: string;
  readonly portsFile: string;
  /** One file per process that uses the server. */
  readonly users: string;
  /** Gets this name once it is complete. Databases of older servers are kept next to it. */
  readonly database: string;
  readonly databaseBeingMade: string;
  readonly log: string;
}

/** A new database and its write-ahead log take 5 MB, and a few thousand onboardings add ten times that. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;

/**
 * Creates the home if it is missing, with access only for its owner (mode 0700).
 * @throws EmbeddedServerError `homeUnusable` with the home and the reason: the system's, or that other users can change
 * it
 */
export async function openHome(folder: string, leastFreeBytes = LEAST_FREE_BYTES): Promise<Home> {
  const home = await withHomeErrors(folder, async () => {
    await usePrivateFolder(folder);
    const resolved = homeAt(await realpath(folder));
    assertShort(resolved);
    await usePrivateFolder(resolved.users);
    for (const database of [resolved.database, resolved.databaseBeingMade])
      await assertUnlinkedIfExists(database);
    return resolved;
  });
  await requireFreeSpace(home.folder, leastFreeBytes);
  return home;
}

/** The longest path that the server's SQLite can open. It opens a journal while it creates the database. */
const LONGEST_PATH_BYTES = 512;

/** @throws EmbeddedServerError `homeUnusable` */
function assertShort({ folder, databaseBeingMade }: Home): void {
  const tooLongBy = Buffer.byteLength(`${databaseFile(databaseBeingMade)}-journal`) - LONGEST_PATH_BYTES;
  if (tooLongBy <= 0) return;
  throw new EmbeddedServerError(
    'homeUnusable',
    `The Temporal server cannot keep its state in ${folder}: the path is ${tooLongBy} bytes too long for SQLite. ` +
      'Choose a shorter one with ONBOARDING_HOME.',
  );
}

/** A server that is just ending may remove a file between the two checks. */
async function assertUnlinkedIfExists(folder: string): Promise<void> {
  try {
    await assertUnlinked(folder);
  } catch (error) {
    if (!(isSystemError(error) && error.code === 'ENOENT')) throw error;
  }
}

/** @throws EmbeddedServerError `homeUnusable` */
export async function requireFreeSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  throw new EmbeddedServerError(
    'homeUnusable',
    `The disk of ${folder} is full: the Temporal server needs ${megabytes(bytes)} MB for its state, ` +
      `${megabytes(bavail * bsize)} MB are free. Free some, or choose another folder with ONBOARDING_HOME.`,
  );
}

/** The same paths, whether or not they exist. */
export function homeAt(folder: string): Home {
  const at = (name: string) => path.join(folder, name);
  return {
    folder,
    lock: at('lock'),
    serverFile: at('server.json'),
    portsFile: at('ports.json'),
    users: at('users'),
    database: at('database'),
    databaseBeingMade: at('database.new'),
    log: at('server.log'),
  };
}

export function databaseFile(databaseFolder: string): string {
  return path.join(databaseFolder, 'temporal.db');
}

/** Turns a file system error of `work` into one that names the home. */
export async function withHomeErrors<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UnsafePathError) {
      throw new EmbeddedServerError(
        'homeUnusable',
        `The Temporal server cannot keep its state in ${folder}: ${error.message}.`,
        { cause: error },
      );
    }
    if (!isSystemError(error)) throw error;
    throw new EmbeddedServerError(
      'homeUnusable',
      `The Temporal server cannot keep its state in ${folder}: ${error.message}. ` +
        'Make it a folder that you may write to, or choose another one with ONBOARDING_HOME.',
      { cause: error },
    );
  }
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 1024 / 1024);
}
