import { constants } from 'node:fs';
import { access, chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './systemError';
import { statUnlinked, UnsafePathError, unsafety } from './unsafePath';

/**
 * Creates the folder, and nested folders with the given names, if they are missing. Only their owner can use them:
 * mode 0700, whatever the umask.
 *
 * @returns the innermost folder, which can be written to
 * @throws UnsafePathError where one is a symbolic link, belongs to another user, or has content and can be written by others
 */
export async function usePrivateFolder(folder: string, ...below: readonly string[]): Promise<string> {
  let path = folder;
  await makePrivate(path);
  for (const name of below) {
    path = join(path, name);
    await makePrivate(path);
  }
  // A folder from before may lie on a read-only disk, which only the first write would show.
  await access(path, constants.W_OK);
  return path;
}

/**
 * Checks a folder in which a program creates files with names of its own.
 * @throws UnsafePathError if the folder, or something in it, is a symbolic link or belongs to another user
 */
export async function assertUnlinked(folder: string): Promise<void> {
  await statUnlinked(folder);
  for (const name of await readdir(folder)) await statUnlinked(join(folder, name));
}

const PRIVATE = 0o700;

async function makePrivate(folder: string): Promise<void> {
  await makeFolder(folder);
  const stats = await statUnlinked(folder);
  if (!stats.isDirectory()) throw new UnsafePathError(folder, 'is not a folder');
  const problem = unsafety(stats);
  if (problem !== undefined && (await readdir(folder)).length > 0) throw foreignContent(folder, problem);
  if ((stats.mode & 0o777) !== PRIVATE) await chmod(folder, PRIVATE);
  // Another process may have filled it meanwhile.
  if (problem !== undefined && (await readdir(folder)).length > 0) throw foreignContent(folder, problem);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // With `recursive`, Node reports ENOENT for a read-only disk; without it, Node reports the real reason.
    await mkdir(folder, { mode: PRIVATE });
  }
}

function foreignContent(folder: string, problem: string): UnsafePathError {
  return new UnsafePathError(
    folder,
    `${problem}, so its content may be theirs; check the content and run chmod 700, or use another folder`,
  );
}
