import { chmod, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { PROGRAM_NAME } from './programAtPath';
import { checkProgram, compareVersions, isNewEnough } from './programVersion';
import type { SourceOutcome } from './source';

/** The versions stand in the file's name, so that a command need not run the program to learn them. */
const CACHED_NAME = /^temporal-cli-(\S+)-server-(\d+\.\d+\.\d+)(\.exe)?$/;

/** The folder that this system has for what a user's programs can download again. */
export function defaultCacheFolder(): string {
  return envPaths('commerce-onboarding', { suffix: '' }).cache;
}

/** The newest usable program in the cache. */
export async function programInCache(folder: string): Promise<SourceOutcome> {
  const names = await readdir(folder).catch(() => []);
  const [newest] = names
    .flatMap((name) => {
      const server = CACHED_NAME.exec(name)?.[2];
      return server !== undefined && isNewEnough(server) ? [{ name, server }] : [];
    })
    .sort((one, other) => compareVersions(other.server, one.server));
  if (newest === undefined) return { kind: 'absent', reason: `no program in ${folder} yet` };
  return { kind: 'found', program: { path: path.join(folder, newest.name), server: newest.server } };
}

/** Moves a program that runs and is new enough into the cache, where it appears whole. */
export async function placeInCache(
  program: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<SourceOutcome> {
  await chmod(program, 0o755);
  const outcome = await checkProgram(program, environment);
  if (outcome.kind === 'unusable') return outcome;
  const { cli, server } = outcome.version;
  const placed = path.join(folder, `temporal-cli-${cli}-server-${server}${path.extname(PROGRAM_NAME)}`);
  await rename(program, placed);
  return { kind: 'found', program: { path: placed, server } };
}
