import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const PROJECT = resolve(__dirname, '../..');
/** The parts of the project's folder that the sources look for, and the packages. */
const BESIDE_THE_SOURCES = ['package.json', 'node_modules', 'dist'];

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

/**
 * Compiles a test program and the sources that it loads, in their current state: a process that compiles them itself
 * needs more than twice the CPU to start. Returns the program's path, which is removed after the file's tests.
 * @param loadedByPath further sources, which no import names
 */
export async function compiledProgram(
  program: string,
  loadedByPath: readonly string[] = [],
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'onboarding-program-'));
  folders.push(folder);
  for (const name of BESIDE_THE_SOURCES) await symlink(join(PROJECT, name), join(folder, name));
  // One output file per source, as in `dist`: the sources find others by their own path.
  await build({ ...OPTIONS, entryPoints: await sourcesOf([program, ...loadedByPath]), outdir: folder });
  return join(folder, relative(PROJECT, program).replace(/\.ts$/, '.js'));
}

const OPTIONS = {
  absWorkingDir: PROJECT,
  outbase: PROJECT,
  platform: 'node',
  format: 'cjs',
  logLevel: 'error',
} satisfies BuildOptions;

async function sourcesOf(entryPoints: string[]): Promise<string[]> {
  const bundling = {
    bundle: true,
    packages: 'external',
    outdir: PROJECT,
    write: false,
    metafile: true,
  } as const;
  const { metafile } = await build({ ...OPTIONS, ...bundling, entryPoints });
  return Object.keys(metafile.inputs);
}
