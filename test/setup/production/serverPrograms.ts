import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheFolder } from '../../../src/embeddedServer/program/programCache';
import { service } from '../../deployment/composeFile';

const MODULE = 'go.temporal.io/server';

/** What Temporal's images hold, by the package of the Go module that it is built from. */
const PROGRAMS = { server: 'temporal-server', sql: 'temporal-sql-tool', tdbg: 'tdbg' } as const;
const PACKAGES = [`${MODULE}/cmd/server`, `${MODULE}/cmd/tools/sql`, `${MODULE}/cmd/tools/tdbg`];

const BUILD_LIMIT_MS = 25 * 60_000;

/** The version of the server's image in docker-compose.yml. */
export function serverVersion(): string {
  const version = /:(\d+\.\d+\.\d+)$/.exec(service('temporal').image)?.[1];
  if (version === undefined) throw new Error('The image of temporal in docker-compose.yml has no version');
  return version;
}

/** Where `temporal-server`, `temporal-sql-tool` and `tdbg` of that version are, or will be. */
export function serverProgramsFolder(): string {
  return join(defaultCacheFolder(), `temporal-server-${serverVersion()}`);
}

export function areServerProgramsBuilt(): boolean {
  return Object.values(PROGRAMS).every((name) => existsSync(join(serverProgramsFolder(), name)));
}

/**
 * Builds the programs of Temporal's images from the Go module, which takes minutes, unless they exist.
 * @returns their folder
 */
export async function buildServerPrograms(): Promise<string> {
  const folder = serverProgramsFolder();
  if (areServerProgramsBuilt()) return folder;
  await mkdir(defaultCacheFolder(), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const packages = PACKAGES.map((path) => `${path}@v${serverVersion()}`);
    await promisify(execFile)('go', ['install', '-trimpath', '-ldflags=-s -w', ...packages], {
      env: { ...process.env, GOBIN: draft, GOFLAGS: '', CGO_ENABLED: '0' },
      timeout: BUILD_LIMIT_MS,
      maxBuffer: 16 * 1024 * 1024,
    });
    await mkdir(folder, { recursive: true });
    for (const [built, name] of Object.entries(PROGRAMS))
      await rename(join(draft, built), join(folder, name));
    return folder;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
