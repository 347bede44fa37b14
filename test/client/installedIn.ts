import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What npm installed in a project: the names of the packages, and their size on disk. */
export async function installedIn(project: string): Promise<{ packages: string[]; bytes: number }> {
  const folder = join(project, 'node_modules');
  const lock = JSON.parse(await readFile(join(folder, '.package-lock.json'), 'utf8')) as {
    packages: Record<string, unknown>;
  };
  const { stdout } = await run('du', ['--summarize', '--block-size=1', folder]);
  return {
    packages: Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')),
    bytes: Number.parseInt(stdout, 10),
  };
}
