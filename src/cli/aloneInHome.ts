import { join } from 'node:path';
import { usePrivateFolder } from '../files/privateFolder';
import { EmbeddedServerError } from '../temporal/embedded/embeddedServerError';
import { openHome, tellingHome } from '../temporal/embedded/home';
import { withLock } from '../temporal/embedded/lock';

/**
 * Runs `work` as the one command of a home that serves everything there. The home is free again however this process ends.
 * @param otherwise what to do where another command does so already
 * @throws EmbeddedServerError `homeUnusable`
 */
export async function aloneInHome<Result>(
  home: string,
  work: () => Promise<Result>,
  otherwise: () => Promise<Result>,
): Promise<Result> {
  await tellingHome(home, () => usePrivateFolder(home));
  let isOurs = false;
  try {
    return await withLock({ file: join(home, 'dev.lock'), limitMs: 0 }, async () => {
      isOurs = true;
      // What the work keeps in the home is more than what the server checks.
      await openHome(home);
      return await work();
    });
  } catch (error) {
    const isTaken = error instanceof EmbeddedServerError && error.kind === 'locked' && !isOurs;
    if (isTaken) return await otherwise();
    throw error;
  }
}
