import { realpath, statfs } from 'node:fs/promises';
import path from 'node:path';
import { assertUnlinked, usePrivateFolder } from '../files/privateFolder';
import { UnsafePathError } from '../files/unsafePath';
import { EmbeddedServerError } from './embeddedServerError';
import { isSystemError } from '../files/systemError';

/** Where everything of one embedded server lies. */
export interface Home {
  readonly folder: string;
  /** Held by whoever starts, stops, joins or leaves the server. */
  readonly lock: string;
  /** `server.json`: where the running server is. There while one runs. */
  readonly serverFile: string;
  readonly portsFile: string;
  /** One file for each process that uses the server. */
  readonly users: string;
  /** Appears under this name once it is complete. Those of older servers are kept beside it. */
  readonly database: string;
  readonly databaseBeingMade: string;
  readonly log: string;
}

/** A new database and its write-ahead log take 5 MB; what a few thousand onboardings add, ten times that. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024;

/**
 * Makes the home where it is missing, for its owner alone (mode 0700).
 *
 * @throws EmbeddedServerError `homeUnusable`, with the home and the reason: the system's own, or that others can change it
 */
export async function openHome(folder: string, leastFreeBytes = LEAST_FREE_BYTES): Promise<Home> {
  const home = await tellingHome(folder, async () => {
    await usePrivateFolder(folder);
    const resolved = homeAt(await realpath(folder));
    assertShort(resolved);
    await usePrivateFolder(resolved.users);
    for (const database of [resolved.database, resolved.databaseBeingMade])
      await assertUnlinkedIfThere(database);
    return resolved;
  });
  await requireFreeSpace(home.folder, leastFreeBytes);
  return home;
}

/** The longest path that the server's SQLite opens. It opens a journal while it makes the database. */
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

/** A server that ends at this moment may remove a file between the look at the folder and that at the file. */
async function assertUnlinkedIfThere(folder: string): Promise<void> {
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

/** The same places, whether they are there or not. */
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

/** Turns an error of the file system inside `work` into one that names the home. */
export async function tellingHome<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
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
