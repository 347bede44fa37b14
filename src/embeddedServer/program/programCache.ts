import { accessSync, constants } from 'node:fs';
import { chmod, lstat, readdir, realpath, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { assertOwner, statUnlinked, unsafety } from '../../files/unsafePath';
import { isSystemError } from '../../files/systemError';
import { PROGRAM_NAME } from './programAtPath';
import { checkProgram, compareVersions, isNewEnough } from './programVersion';
import type { SourceOutcome } from './source';

/** The file name contains the versions, so that a command need not run the program to find out. */
const CACHED_NAME = /^temporal-cli-(\S+)-server-(\d+\.\d+\.\d+)(\.exe)?$/;

const FOLDER_NAME = 'commerce-onboarding';

/**
 * The system's folder for what programs of a user can download again. A user without a home folder of their own, as in
 * containers, gets a folder among the temporary files.
 */
export function defaultCacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const home = homeFolder();
  switch (process.platform) {
    case 'win32': {
      const local = environment['LOCALAPPDATA'] ?? (home && path.join(home, 'AppData', 'Local'));
      return path.join(local ?? tmpdir(), FOLDER_NAME, 'Cache');
    }
    case 'darwin':
      return home ? path.join(home, 'Library', 'Caches', FOLDER_NAME) : temporaryFolder();
    default: {
      // By its specification, a relative path counts as unset.
      const given = environment['XDG_CACHE_HOME'] ?? '';
      if (path.isAbsolute(given)) return path.join(given, FOLDER_NAME);
      const cache = home && path.join(home, '.cache');
      return cache && (isWritable(cache) || isWritable(home))
        ? path.join(cache, FOLDER_NAME)
        : temporaryFolder();
    }
  }
}

function temporaryFolder(): string {
  return path.join(tmpdir(), `${FOLDER_NAME}-${process.geteuid?.()}`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Undefined if HOME is not set and the user is not in the system's list. */
function homeFolder(): string | undefined {
  try {
    return homedir() || undefined;
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

/** The newest usable program in the cache. Ignores one that another user could have created or changed. */
export async function programInCache(folder: string): Promise<SourceOutcome> {
  const names = await readdir(folder).catch(() => []);
  const newestFirst = names
    .flatMap((name) => {
      const server = CACHED_NAME.exec(name)?.[2];
      return server !== undefined && isNewEnough(server) ? [{ name, server }] : [];
    })
    .sort((one, other) => compareVersions(other.server, one.server));
  const reasons: string[] = [];
  for (const { name, server } of newestFirst) {
    const file = path.join(folder, name);
    const problem = (await whyUnsafe(await realpath(folder))) ?? (await whyUnsafe(file));
    if (problem === undefined) return { kind: 'found', program: { path: file, server } };
    reasons.push(problem);
  }
  if (reasons.length > 0) return { kind: 'unusable', reason: [...new Set(reasons)].join('; ') };
  return { kind: 'absent', reason: `no program in ${folder} yet` };
}

/**
 * Gives the cache mode 0700, whatever the umask. If other users could write to it, its content is removed and
 * downloaded again.
 * @throws UnsafePathError if it, or a link to it, belongs to another user
 */
export async function makeCachePrivate(folder: string): Promise<void> {
  // Among the temporary files, another user may have created a link to any of our folders.
  assertOwner(folder, await lstat(folder));
  const place = await realpath(folder);
  const { uid, mode } = await statUnlinked(place);
  await chmod(place, 0o700);
  if (unsafety({ uid, mode }) === undefined) return;
  for (const name of await readdir(place)) {
    if (name === 'lock' || CACHED_NAME.test(name)) {
      await rm(path.join(place, name), { recursive: true, force: true });
    }
  }
}

/** Moves a program that runs and is new enough into the cache in one step. */
export async function placeInCache(
  program: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<SourceOutcome> {
  await chmod(program, 0o700);
  const outcome = await checkProgram(program, environment);
  if (outcome.kind === 'unusable') return outcome;
  const { cli, server } = outcome.version;
  const placed = path.join(folder, `temporal-cli-${cli}-server-${server}${path.extname(PROGRAM_NAME)}`);
  // A rename cannot replace a folder, nor a file in one.
  await rm(placed, { recursive: true, force: true });
  await rename(program, placed);
  return { kind: 'found', program: { path: placed, server } };
}

async function whyUnsafe(file: string): Promise<string | undefined> {
  try {
    const stats = await lstat(file);
    const problem = stats.isSymbolicLink() ? 'is a symbolic link' : unsafety(stats);
    return problem === undefined ? undefined : `${file} ${problem} and is not run`;
  } catch (error) {
    if (isSystemError(error)) return `${file} cannot be read: ${error.message}`;
    throw error;
  }
}
