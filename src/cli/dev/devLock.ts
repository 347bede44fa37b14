import { join } from 'node:path';
import { usePrivateFolder } from '../../files/privateFolder';
import { openHome, withHomeErrors } from '../../embeddedServer/home';
import { LockedError, withLock } from '../../files/lock';

/**
 * Runs `work` as the one command of a home that serves everything there. The home is free again however this process ends.
 * @param otherwise what to do where another command does so already
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
      // What the work keeps in the home is more than what the server checks.
      await openHome(home);
      return await work();
    });
  } catch (error) {
    if (error instanceof LockedError && error.file === file) return await otherwise();
    throw error;
  }
}
