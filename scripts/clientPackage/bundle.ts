import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLED_PACKAGES, LOADED_PACKAGES } from './manifest';

// The Temporal SDK loads this file by its path.
const FAILURE_CONVERTER = './failureConverter';

/** @throws Error if the client loads a package that it must not need, such as the worker */
export async function writeBundle(project: string, folder: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: project,
    entryPoints: {
      index: 'src/client/index.ts',
      nexus: 'src/nexus/service.ts',
      failureConverter: 'src/temporal/failureConverter.ts',
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    external: [...LOADED_PACKAGES, FAILURE_CONVERTER],
    metafile: true,
    logLevel: 'error',
  });
  const allowed = ['src', ...BUNDLED_PACKAGES.map((name) => `node_modules/${name}`)];
  const refused = Object.keys(metafile.inputs).find(
    (path) => !allowed.some((start) => path.includes(`${start}/`)),
  );
  if (refused !== undefined) throw new Error(`the client must not load ${refused}`);
  for (const name of BUNDLED_PACKAGES) {
    copyFileSync(join(project, 'node_modules', name, 'LICENSE'), join(folder, `LICENSE-${name}`));
  }
}
