import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from '../../files/lock';
import { UnsafePathError } from '../../files/unsafePath';
import { makeCachePrivate, placeInCache, programInCache } from './programCache';
import { DOWNLOADED_VERSION } from './programVersion';
import { type DownloadOutcome, firstFound, type Program, type SourceOutcome } from './source';
import { isSystemError } from '../../files/systemError';

export interface DownloadOptions {
  cacheFolder: string;
  /** Tried in order. Each returns the path of the program in the given folder. */
  downloads: { name: string; into: (folder: string) => Promise<DownloadOutcome> }[];
  environment: NodeJS.ProcessEnv;
  /** Collects why downloads failed. */
  reasons: string[];
  log: (line: string) => void;
}

/** The variable that moves the cache. */
const cacheVariable = process.platform === 'linux' ? 'XDG_CACHE_HOME' : 'HOME';

const DRAFT_PREFIX = 'download-';

/** Another process may try all downloads first. */
const LOCK_LIMIT_MS = 15 * 60_000;

/** Returns a program in the cache that this process, or another one meanwhile, downloaded. */
export async function downloadIntoCache(options: DownloadOptions): Promise<Program | null> {
  const { cacheFolder, downloads, reasons, log } = options;
  const lock = {
    file: path.join(cacheFolder, 'lock'),
    limitMs: LOCK_LIMIT_MS,
    onWait: () => log('Waiting for another process that downloads the Temporal CLI...'),
  };
  try {
    await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
    await makeCachePrivate(cacheFolder);
    return await withLock(lock, async () => {
      const meanwhile = await programInCache(cacheFolder);
      if (meanwhile.kind === 'found') return meanwhile.program;
      await removeDrafts(cacheFolder);
      const sources = downloads.map(({ name, into }) => ({
        name,
        look: async () => {
          log(`${name}: downloading the Temporal CLI ${DOWNLOADED_VERSION}, about 45 MB...`);
          return await downloadDraft(options, into);
        },
      }));
      return await firstFound(sources, reasons, log);
    });
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UnsafePathError)) throw error;
    reasons.push(
      `Downloads: they cannot be kept in ${cacheFolder}: ${error.message}. Set ${cacheVariable} to a folder that you may write to.`,
    );
    return null;
  }
}

async function downloadDraft(
  { cacheFolder, environment, log }: DownloadOptions,
  into: (folder: string) => Promise<DownloadOutcome>,
): Promise<SourceOutcome> {
  const draft = await mkdtemp(path.join(cacheFolder, DRAFT_PREFIX));
  try {
    const downloaded = await into(draft);
    if (downloaded.kind !== 'found') return downloaded;
    const placed = await placeInCache(downloaded.path, cacheFolder, environment);
    if (placed.kind === 'found') log(`The Temporal CLI is now in ${placed.program.path}.`);
    return placed;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Files that killed downloads left behind. */
async function removeDrafts(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (name.startsWith(DRAFT_PREFIX))
      await rm(path.join(cacheFolder, name), { recursive: true, force: true });
  }
}
