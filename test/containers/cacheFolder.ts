import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Holds everything that `npm run test:containers` builds, downloads and writes: it can be removed at any time. */
export const cacheFolder =
  process.env['ONBOARDING_CONTAINERS_CACHE'] ?? join(homedir(), '.cache', 'commerce-onboarding-containers');

/**
 * A file or folder of the cache, made if it is missing. An interrupted run leaves none that is half made.
 * @param make puts it at the path that it gets
 * @returns its path
 */
export async function cached(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  const path = join(cacheFolder, name);
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const work = await mkdtemp(`${path}.draft-`);
  try {
    const draft = join(work, 'made');
    await make(draft);
    await rename(draft, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}
