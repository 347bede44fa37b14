import { chmod, lstat, readdir, realpath, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { statUnlinked, unsafety } from '../../../files/unsafePath';
import { isSystemError } from '../systemError';
import { PROGRAM_NAME } from './programAtPath';
import { checkProgram, compareVersions, isNewEnough } from './programVersion';
import type { SourceOutcome } from './source';

/** The versions stand in the file's name, so that a command need not run the program to learn them. */
const CACHED_NAME = /^temporal-cli-(\S+)-server-(\d+\.\d+\.\d+)(\.exe)?$/;

/** The folder that this system has for what a user's programs can download again. */
export function defaultCacheFolder(): string {
  return envPaths('commerce-onboarding', { suffix: '' }).cache;
}

/** The newest usable program in the cache. One that another user could have put there or changed is not run. */
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
 * Makes the cache its owner's alone, mode 0700 whatever the umask. What is in one that others could write to may be
 * theirs: it is removed, and downloaded again.
 * @throws UnsafePathError where it belongs to another user
 */
export async function makeCachePrivate(folder: string): Promise<void> {
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

/** Moves a program that runs and is new enough into the cache, where it appears whole. */
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
  // A rename replaces neither a folder nor what a folder holds.
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
