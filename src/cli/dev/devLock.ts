import { join } from 'node:path';
import { usePrivateFolder } from '../../files/privateFolder';
import { openHome, withHomeErrors } from '../../embeddedServer/home';
import { LockedError, withLock } from '../../files/lock';

/**
 * Runs `work` while no other command runs everything in this home. The lock ends with the process, however it ends.
 * @param otherwise runs instead if another command holds the lock
 * @throws EmbeddedServerError `homeUnusable`
 */
export async function withDevLock<Result>(
  home: string,
  work: () => Promise<Result>,
  otherwise: () => Promise<Result>,
): Promise<Result> {
  await withHomeErrors(home, () => usePrivateFolder(home));
  const file = join(home, 'dev.lock');
  try {
    return await withLock({ file, limitMs: 0 }, async () => {
      // The server checks only its own files, but `work` keeps more in the home.
      await openHome(home);
      return await work();
    });
  } catch (error) {
    if (error instanceof LockedError && error.file === file) return await otherwise();
    throw error;
  }
}
