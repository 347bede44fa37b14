import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * A file or folder that takes long to make, such as a program, made unless it exists. It appears complete, also if the
 * run is interrupted or other processes make it at the same time: the first one stays.
 * @param make puts it at the path that it gets, in a folder of its own that is removed afterwards
 * @returns its path
 */
export async function madeOnce(path: string, make: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  const work = await mkdtemp(`${path}.draft-`);
  try {
    const draft = join(work, 'made');
    await make(draft);
    await rename(draft, path).catch((error: unknown) => {
      if (!existsSync(path)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}
