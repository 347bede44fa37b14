import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildServerPrograms } from '../setup/production/serverPrograms';
import { cached } from './cacheFolder';
import { call } from './call';
import { imageTag } from './imageNames';

const COMPOSE_VERSION = '2.40.3';

export interface Programs {
  /** The plugin of the command `docker`. */
  compose: string;
  /** A folder: the program of Temporal's UI with its configuration. */
  ui: string;
  /** A folder: the programs of Temporal's server. */
  temporal: string;
  /** A folder: `bin/node` and `npm`. */
  node: string;
}

/** Programs, by the Debian package that they come with. */
const DEBIAN_PACKAGES: Readonly<Record<string, string>> = {
  '/usr/sbin/dockerd': 'docker.io',
  '/usr/sbin/debootstrap': 'debootstrap',
  '/usr/sbin/iptables': 'iptables',
  '/usr/bin/nsenter': 'util-linux',
  '/usr/sbin/ip': 'iproute2',
  '/usr/bin/curl': 'curl',
  '/usr/bin/openssl': 'openssl',
};

/** Debian's programs, installed if they are missing; all others are kept in the cache. */
export async function makePrograms(): Promise<Programs> {
  await installDebianPackages();
  return {
    compose: await goProgram({
      name: `docker-compose-${COMPOSE_VERSION}`,
      module: 'github.com/docker/compose/v2',
      version: COMPOSE_VERSION,
      command: 'cmd',
      flags: `-X github.com/docker/compose/v2/internal.Version=v${COMPOSE_VERSION}`,
    }),
    ui: await uiProgram(),
    temporal: await buildServerPrograms(),
    node: await nodeAndNpm(),
  };
}

async function installDebianPackages(): Promise<void> {
  const missing = Object.entries(DEBIAN_PACKAGES).filter(([program]) => !existsSync(program));
  if (missing.length === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await call('apt-get', ['update', '-qq'], { env });
  const packages = missing.map(([, name]) => name);
  await call('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', ...packages], { env });
}

interface GoProgram {
  name: string;
  module: string;
  version: string;
  /** The package of the program, below the module. */
  command: string;
  /** For the linker. */
  flags?: string;
}

/** `go install` refuses modules that replace or exclude others, so a module of our own requires it. */
async function goProgram({ name, module, version, command, flags = '' }: GoProgram): Promise<string> {
  return await cached(`programs/${name}`, async (draft) => {
    const folder = dirname(draft);
    const requirement = `module containers.test/program\n\ngo 1.24\n\nrequire ${module} v${version}\n`;
    await writeFile(join(folder, 'go.mod'), requirement);
    // The versions that it was released with.
    await cp(join(await moduleFolder(module, version), 'go.sum'), join(folder, 'go.sum'));
    await chmod(join(folder, 'go.sum'), 0o644);
    const args = ['build', '-trimpath', `-ldflags=-s -w ${flags}`, '-o', draft, `${module}/${command}`];
    await call('go', args, { cwd: folder, env: { GOFLAGS: '-mod=mod', CGO_ENABLED: '0' } });
  });
}

async function moduleFolder(module: string, version: string): Promise<string> {
  const said = await call('go', ['mod', 'download', '-json', `${module}@v${version}`]);
  return (JSON.parse(said) as { Dir: string }).Dir;
}

async function uiProgram(): Promise<string> {
  const version = imageTag('temporal-ui');
  const module = 'github.com/temporalio/ui-server/v2';
  const program = await goProgram({ name: `ui-server-${version}`, module, version, command: 'cmd/server' });
  return await cached(`programs/ui-${version}`, async (draft) => {
    const from = await moduleFolder(module, version);
    await mkdir(join(draft, 'config'), { recursive: true });
    await cp(program, join(draft, 'ui-server'));
    await cp(join(from, 'docker/start-ui-server.sh'), join(draft, 'start-ui-server.sh'));
    await cp(join(from, 'config/docker.yaml'), join(draft, 'config/docker.yaml'));
    // Files of a Go module cannot be executed.
    await chmod(join(draft, 'start-ui-server.sh'), 0o755);
    await chmod(join(draft, 'config/docker.yaml'), 0o644);
  });
}

async function nodeAndNpm(): Promise<string> {
  const version = imageTag('node');
  return await cached(`programs/node-${version}`, async (draft) => {
    const folder = dirname(draft);
    const packages = [`node-linux-${process.arch}@${version}`, 'npm@11'];
    const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await call('npm', ['install', '--prefix', folder, ...options, ...packages]);
    const modules = join(folder, 'node_modules');
    await mkdir(join(draft, 'bin'), { recursive: true });
    await cp(join(modules, `node-linux-${process.arch}/bin/node`), join(draft, 'bin/node'));
    await cp(join(modules, 'npm'), join(draft, 'npm'), { recursive: true });
  });
}
