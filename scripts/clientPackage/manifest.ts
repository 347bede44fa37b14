import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProjectManifest {
  readonly version: string;
  readonly license: string;
  readonly publishConfig: Readonly<Record<string, unknown>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The packages that the client may load. They are its dependencies. */
export const LOADED_PACKAGES = [
  '@temporalio/client',
  '@temporalio/common',
  '@temporalio/envconfig',
  '@temporalio/proto',
  'dotenv',
  'json-merge-patch',
  'nexus-rpc',
];

/** Bundled into the client's file, which needs only a small part of zod. */
export const BUNDLED_PACKAGES = ['zod'];

/** The declarations need these types; the range lets the caller's own `@types/node` be the only copy. */
const TYPES = { '@types/ms': '^2.1.0', '@types/node': '>=20' };

/** The client's `package.json`, with the project's version and dependencies. */
export function clientManifest(project: string): Record<string, unknown> {
  const { version, license, publishConfig, engines, dependencies } = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  ) as ProjectManifest;
  const types = './types/client/index.d.ts';
  const nexusTypes = './types/nexus/service.d.ts';
  return {
    name: 'commerce-onboarding-client',
    version,
    description: 'Starts and follows customer onboardings for Adobe Commerce as a Cloud Service, on Temporal',
    license,
    publishConfig,
    engines,
    type: 'commonjs',
    types,
    // For the old module resolution of TypeScript, which reads no `exports`.
    typesVersions: { '*': { nexus: [nexusTypes] } },
    exports: {
      '.': { types, default: './index.js' },
      './nexus': { types: nexusTypes, default: './nexus.js' },
      './package.json': './package.json',
    },
    dependencies: {
      ...Object.fromEntries(LOADED_PACKAGES.map((name) => [name, patchesOf(name, dependencies[name])])),
      ...TYPES,
    },
  };
}

/** Accepts patch releases, so that callers share one Temporal client with us; newer minor releases are untested. */
function patchesOf(name: string, version: string | undefined): string {
  if (version === undefined) throw new Error(`${name} is no dependency of the project`);
  return `~${version}`;
}
