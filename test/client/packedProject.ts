import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const REPOSITORY = resolve(__dirname, '../..');

/** An empty project that has installed nothing but the packed package; its folder is for the caller to remove. */
export async function packedProject(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'onboarding-package-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
  const { stdout } = await run('npm', pack, { cwd: REPOSITORY });
  const [packed] = JSON.parse(stdout) as { filename: string }[];
  await writeFile(join(project, 'package.json'), '{ "name": "caller", "private": true }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', [...install, `./${packed?.filename ?? ''}`], { cwd: project });
  return project;
}
