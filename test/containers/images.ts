import { chmod, copyFile, cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { service } from '../deployment/composeFile';
import { cached, cacheFolder } from './cacheFolder';
import { call, succeeds } from './call';
import { dockerEnvironment } from './engine';
import { baseImage } from './imageNames';
import type { Programs } from './programs';

const env = dockerEnvironment;
const DEBIAN = 'debian:bookworm-slim';
/** The targets of standIns/Dockerfile, which are the services that use them. */
const STAND_INS = ['postgresql', 'temporal-schema', 'temporal', 'temporal-ui', 'prometheus'];
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Images under the names that the Dockerfile and docker-compose.yml have for them: Debian by debootstrap, Node and npm
 * of the base image's version, PostgreSQL 15 and Prometheus of Debian, Temporal and its UI built from their modules.
 */
export async function makeImages(programs: Programs): Promise<void> {
  const base = await baseFolder(programs.node);
  if (!(await exists(DEBIAN))) await importFolder(base, DEBIAN);
  if (!(await exists(baseImage().name))) await importFolder(base, baseImage().name);
  const context = join(cacheFolder, 'context');
  await rm(context, { recursive: true, force: true });
  await mkdir(context, { recursive: true });
  await cp(programs.temporal, join(context, 'temporal'), { recursive: true });
  await cp(programs.ui, join(context, 'ui'), { recursive: true });
  await copyFile(join(__dirname, 'standIns/postgresql.sh'), join(context, 'postgresql.sh'));
  const options = ['--file', join(__dirname, 'standIns/Dockerfile'), '--progress', 'plain'];
  for (const name of STAND_INS) {
    const { image } = service(name);
    await call('docker', ['build', ...options, '--target', name, '--tag', image, context], { env });
  }
}

async function exists(image: string): Promise<boolean> {
  return await succeeds('docker', ['image', 'inspect', image], { env });
}

/** Debian, Node and npm, with this machine's certificates and registry, as it may reach the registry by another way. */
async function baseFolder(node: string): Promise<string> {
  return await cached(`base-${baseImage().version}`, async (root) => {
    await call('debootstrap', ['--variant=minbase', 'bookworm', root]);
    for (const path of ['var/cache/apt/archives', 'var/lib/apt/lists', 'var/log/bootstrap.log']) {
      await rm(join(root, path), { recursive: true, force: true });
    }
    await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
    await copyFile(CERTIFICATES, join(root, CERTIFICATES));
    await cp(join(node, 'npm'), join(root, 'usr/local/lib/node_modules/npm'), { recursive: true });
    await copyFile(join(node, 'bin/node'), join(root, 'usr/local/bin/node'));
    await chmod(join(root, 'usr/local/bin/node'), 0o755);
    for (const name of ['npm', 'npx']) {
      await symlink(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
    }
    const registry = (await call('npm', ['config', 'get', 'registry'])).trim();
    await mkdir(join(root, 'usr/local/etc'), { recursive: true });
    await writeFile(join(root, 'usr/local/etc/npmrc'), `cafile=${CERTIFICATES}\nregistry=${registry}\n`);
    await call('chroot', [root, 'groupadd', '--gid', '1000', 'node']);
    await call('chroot', [root, 'useradd', '--uid', '1000', '--gid', 'node', '--create-home', 'node']);
  });
}

async function importFolder(folder: string, image: string): Promise<void> {
  const changes = ['--change', 'CMD ["node"]'];
  const script = 'tar --create --directory "$1" . | docker import "${@:3}" - "$2"';
  await call('bash', ['-o', 'pipefail', '-c', script, 'import', folder, image, ...changes], { env });
}
