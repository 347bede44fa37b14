import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './systemError';
import { assertOwner, linked, NO_FOLLOW, UnsafePathError } from './unsafePath';

const PRIVATE = 0o600;

/** A new file for its owner alone, whatever the umask. Fails with EEXIST where there is something of that name. */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  return await openPrivateFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
}

// Without O_NONBLOCK a named pipe keeps us waiting for a writer.
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reads a whole file of ours. Fails with ENOENT where there is none. @throws UnsafePathError */
export async function readPrivateFile(path: string): Promise<string> {
  return await readAndClose(await openPrivateFile(path, READ));
}

/** The same for a path that a setting names, which may be a symbolic link, as a mounted secret is. */
export async function readNamedFile(path: string): Promise<string> {
  return await readAndClose(await checked(path, await open(path, READ)));
}

async function readAndClose(handle: FileHandle): Promise<string> {
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file of ours; with O_CREAT it is made where it is missing, mode 0600 whatever the umask.
 * @param flags of `fs.constants`
 * @throws UnsafePathError where it is a symbolic link, no file, or another user's
 */
export async function openPrivateFile(path: string, flags: number): Promise<FileHandle> {
  const handle = await open(path, flags | NO_FOLLOW, PRIVATE).catch((error: unknown) => {
    throw isLinkError(error) ? linked(path) : error;
  });
  return await checked(path, handle, { makePrivate: (flags & constants.O_CREAT) !== 0 });
}

async function checked(path: string, handle: FileHandle, { makePrivate = false } = {}): Promise<FileHandle> {
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UnsafePathError(path, 'is not a file; move it away');
    assertOwner(path, stats);
    if (makePrivate && (stats.mode & 0o777) !== PRIVATE) await handle.chmod(PRIVATE);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Linux and macOS say ELOOP, FreeBSD EMLINK. */
function isLinkError(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ELOOP' || code === 'EMLINK';
}
