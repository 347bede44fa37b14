import { homedir } from 'node:os';
import { join } from 'node:path';
import { madeOnce } from '../setup/madeOnce';

/** Holds everything that `npm run test:containers` builds, downloads and writes: it can be removed at any time. */
export const cacheFolder =
  process.env['ONBOARDING_CONTAINERS_CACHE'] ?? join(homedir(), '.cache', 'commerce-onboarding-containers');

/** A file or folder of the cache, made if it is missing: see `madeOnce`. */
export async function cached(name: string, make: (draft: string) => Promise<void>): Promise<string> {
  return await madeOnce(join(cacheFolder, name), make);
}
