import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode } from './systemError';
import { assertOwner, linked, NO_FOLLOW, UnsafePathError } from './unsafePath';

const PRIVATE = 0o600;

/** Creates a file that only its owner can read, whatever the umask. Fails with EEXIST if the path exists. */
export async function createPrivateFile(path: string): Promise<FileHandle> {
  return await openPrivateFile(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL);
}

// Without O_NONBLOCK, opening a named pipe would wait for a writer.
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** Reads a whole file of ours. Fails with ENOENT if it does not exist. @throws UnsafePathError */
export async function readPrivateFile(path: string): Promise<string> {
  return await readAndClose(await openPrivateFile(path, READ));
}

/** Reads a file that a setting names. It may be a symbolic link, as a mounted secret is. */
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
 * Opens a file of ours. O_CREAT creates a missing file with mode 0600, whatever the umask.
 * @param flags of `fs.constants`
 * @throws UnsafePathError if it is a symbolic link, not a file, or another user's
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

/** Linux and macOS report ELOOP, FreeBSD EMLINK. */
function isLinkError(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ELOOP' || code === 'EMLINK';
}
