import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const REPOSITORY = resolve(__dirname, '../..');

export interface PackedProject {
  /** The packed package. */
  readonly packed: string;
  /** A project with nothing else installed; the caller removes its folder. */
  readonly project: string;
}

/** A project with the repository's own package. */
export async function packedProject(): Promise<PackedProject> {
  return await packedBy(async (folder) => {
    const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const { stdout } = await run('npm', pack, { cwd: REPOSITORY });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    return packed?.filename ?? '';
  });
}

/** @param pack packs into the folder, and returns the name of the file */
export async function packedBy(pack: (folder: string) => Promise<string>): Promise<PackedProject> {
  const project = await mkdtemp(join(tmpdir(), 'onboarding-package-'));
  const packed = join(project, await pack(project));
  await writeFile(join(project, 'package.json'), '{ "name": "caller", "private": true }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', [...install, packed], { cwd: project });
  return { packed, project };
}
