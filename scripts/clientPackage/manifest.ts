import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProjectManifest {
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The packages that the client may load; each is installed with it. */
export const LOADED_PACKAGES = [
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/envconfig',
  '@temporalio/proto',
  'dotenv',
  'json-merge-patch',
];

/** Part of the client's own file: most of what zod installs would never be loaded. */
export const BUNDLED_PACKAGES = ['zod'];

/** Declarations need these; the caller's own `@types/node` is to be the only one. */
const TYPES = { '@types/ms': '^2.1.0', '@types/node': '>=20' };

/** The `package.json` of the client: version and dependencies are those of the project. */
export function clientManifest(project: string): Record<string, unknown> {
  const { version, license, engines, dependencies } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  ) as ProjectManifest;
  const types = './types/client/index.d.ts';
  return {
    name: 'commerce-onboarding-client',
    version,
    description: 'Starts and follows customer onboardings for Adobe Commerce as a Cloud Service, on Temporal',
    license,
    engines,
    type: 'commonjs',
    types,
    exports: { '.': { types, default: './index.js' }, './package.json': './package.json' },
    dependencies: {
      ...Object.fromEntries(LOADED_PACKAGES.map((name) => [name, patchesOf(name, dependencies[name])])),
      ...TYPES,
    },
  };
}

/** Patches are taken, so that a caller's own Temporal client is one with ours; what is newer was not tested. */
function patchesOf(name: string, version: string | undefined): string {
  if (version === undefined) throw new Error(`${name} is no dependency of the project`);
  return `~${version}`;
}
