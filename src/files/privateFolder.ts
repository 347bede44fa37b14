import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './systemError';
import { statUnlinked, UnsafePathError, unsafety } from './unsafePath';

/**
 * Makes the folder, and the folders of these names one below the other, where they are missing. Each is for its owner
 * alone, mode 0700 whatever the umask.
 *
 * @returns the innermost folder
 * @throws UnsafePathError where one is a symbolic link, belongs to another user, or has content and can be written by others
 */
export async function usePrivateFolder(folder: string, ...below: readonly string[]): Promise<string> {
  let path = folder;
  await makePrivate(path);
  for (const name of below) {
    path = join(path, name);
    await makePrivate(path);
  }
  return path;
}

/**
 * Checks a folder that a program fills by its own names.
 * @throws UnsafePathError where the folder, or something in it, is a symbolic link or belongs to another user
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
  // Somebody may have been faster.
  if (problem !== undefined && (await readdir(folder)).length > 0) throw foreignContent(folder, problem);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: PRIVATE });
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    // Node says ENOENT for a read-only disk; without `recursive` it gives the true reason.
    await mkdir(folder, { mode: PRIVATE });
  }
}

function foreignContent(folder: string, problem: string): UnsafePathError {
  return new UnsafePathError(
    folder,
    `${problem}, so its content may be theirs; check the content and run chmod 700, or use another folder`,
  );
}
