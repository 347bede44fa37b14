import { constants, type Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';

/** Another user of this machine controls this path, so it was neither read nor written. */
export class UnsafePathError extends Error {
  override readonly name = 'UnsafePathError';

  constructor(
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path} ${problem}`);
  }
}

/**
 * With this flag the system refuses to open a symbolic link. Windows has no such flag, but needs a privilege to
 * create links.
 */
export const NO_FOLLOW = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW;

/** Undefined on Windows, which has access lists instead of owners and modes. */
const us = process.geteuid?.();

/** Why a user other than us and root can change it, or could before; undefined if nobody can. */
export function unsafety({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): string | undefined {
  if (us === undefined) return undefined;
  if (uid !== us && uid !== 0) return `belongs to another user (uid ${uid})`;
  const writable = (mode & 0o022) !== 0;
  return writable ? `can be written by other users (mode ${modeText(mode)})` : undefined;
}

/** @throws UnsafePathError if its owner is neither we nor root */
export function assertOwner(path: string, { uid }: Pick<Stats, 'uid'>): void {
  const problem = unsafety({ uid, mode: 0 });
  if (problem !== undefined)
    throw new UnsafePathError(path, `${problem}; move it away or use another folder`);
}

/** @throws UnsafePathError if it is a symbolic link or belongs to another user */
export async function statUnlinked(path: string): Promise<Stats> {
  const stats = await lstat(path);
  if (stats.isSymbolicLink()) throw linked(path);
  assertOwner(path, stats);
  return stats;
}

export function linked(path: string): UnsafePathError {
  return new UnsafePathError(path, 'is a symbolic link, which is not followed; name the place itself');
}

function modeText(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}
