import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cacheFolder';
import { call } from './call';
import { dockerEnvironment } from './engine';
import { baseImage } from './imageNames';

const IMAGE = 'commerce-onboarding';
/** What the image may add to its base, uncompressed. It adds 112 MB. */
const MOST_BYTES = 130e6;
const ANY_USER = '12345';

interface Inspected {
  Size: number;
  Config: { User: string; Labels: Record<string, string>; Entrypoint: string[]; Cmd: string[] };
}

/** Checks the size and the contents of the image that was built. @returns what was measured */
export async function checkImage(): Promise<string> {
  const image = await inspect(IMAGE);
  const added = image.Size - (await inspect(baseImage().name)).Size;
  assert.ok(
    added <= MOST_BYTES,
    `the image adds ${megabytes(added)} to its base, more than ${megabytes(MOST_BYTES)}`,
  );
  assert.equal(image.Config.User, 'node');
  await checkContents();
  await checkPackages();
  await checkAnyUser();
  return `the image adds ${megabytes(added)} to its base`;
}

/**
 * Builds the image for the other architecture, on nothing instead of its base, which is not here. No program of it runs:
 * this shows that each file for a platform is for the right one.
 */
export async function checkArm64(folder: string): Promise<string> {
  const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8').replace(
    /^FROM \$NODE_IMAGE$/m,
    'FROM scratch',
  );
  const files = join(cacheFolder, 'arm64');
  await rm(files, { recursive: true, force: true });
  const options = ['--platform', 'linux/arm64', '--build-arg', `NODE_IMAGE=${baseImage().name}`];
  await call('docker', ['build', ...options, '--output', files, '--file', '-', folder], {
    env: dockerEnvironment,
    input: dockerfile,
  });
  const native = readdirSync(files, { recursive: true, encoding: 'utf8' }).filter(isLoadedHere);
  const wrong = native.filter((file) => machineOf(join(files, file)) !== ELF_AARCH64);
  assert.deepEqual(wrong, []);
  assert.ok(native.some((file) => file.includes('core-bridge')));
  await rm(files, { recursive: true, force: true });
  return native.length === 1 ? 'one native file' : `${native.length} native files`;
}

const ELF_AARCH64 = 183;

/** Packages that bring files for all platforms have them in folders of these names, and load the right one. */
function isLoadedHere(file: string): boolean {
  return file.endsWith('.node') && !/prebuilds\/(?!linux-arm64\/)/.test(file);
}

function machineOf(file: string): number {
  return readFileSync(file).readUInt16LE(18);
}

async function checkContents(): Promise<void> {
  const useless = `find /app -type f \\( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.rs' \\)`;
  assert.equal(await inImage(useless), '');
  const native = (await inImage('find /app/node_modules/@temporalio/core-bridge -name "*.node"')).trim();
  assert.equal(
    native.split('\n').length,
    1,
    `the SDK's native part is for more than one platform:\n${native}`,
  );
  // Commands see nothing of the machine that built it.
  assert.equal(await inImage('find /app /var/lib/onboarding -name .env -o -name secrets -o -name .git'), '');
  assert.equal(await inImage('find /app -writable'), '', 'the user of the image can change the program');
  assert.equal((await inImage('stat -c "%U %a" /var/lib/onboarding')).trim(), 'node 700');
}

/** The bill of materials names every installed package, and no other. */
async function checkPackages(): Promise<void> {
  const bill = JSON.parse(await inImage('cat /app/sbom.cdx.json')) as {
    bomFormat: string;
    metadata: { component: { name: string } };
    components: { name: string; version: string }[];
  };
  assert.equal(bill.bomFormat, 'CycloneDX');
  assert.equal(bill.metadata.component.name, IMAGE);
  const installed = (await inImage(`cd /app && node --eval ${shellQuoted(LIST_PACKAGES)}`))
    .trim()
    .split('\n');
  const named = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  assert.deepEqual([...named].sort(), [...new Set(installed)].sort());
}

/** Packages lie in a folder `node_modules`, below a scope or not; other files of that name are parts of packages. */
const LIST_PACKAGES = `
  const { readdirSync, readFileSync } = require('node:fs');
  for (const file of readdirSync('node_modules', { recursive: true })) {
    if (!/(^|node_modules\\/)(@[^/]+\\/)?[^@/][^/]*\\/package\\.json$/.test(file)) continue;
    const folder = 'node_modules/' + file.replace(/\\/package\\.json$/, '');
    if (!/(^|\\/)node_modules\\/(@[^/]+\\/)?[^/]+$/.test(folder)) continue;
    const { name, version } = JSON.parse(readFileSync('node_modules/' + file, 'utf8'));
    if (name && version) console.log(name + '@' + version);
  }
`;

/** Without a name, a home folder, a writable root or capabilities. */
async function checkAnyUser(): Promise<void> {
  const options = ['--rm', '--read-only', '--cap-drop', 'ALL', '--user', ANY_USER, '--env', 'HOME='];
  const run = (...command: string[]) =>
    call('docker', ['run', ...options, IMAGE, ...command], { env: dockerEnvironment });
  assert.match(await run('keys', 'new'), /^\S+:\S+\n$/);
  // The native part loads, and knows certificates.
  const load = ['--entrypoint', 'node', IMAGE, '--eval', 'require("@temporalio/worker")'];
  await call('docker', ['run', ...options, ...load], { env: dockerEnvironment });
  const certificates = await inImage('grep -c "BEGIN CERTIFICATE" /etc/ssl/certs/ca-certificates.crt');
  assert.ok(Number(certificates) > 100, `the image has ${certificates.trim()} certificates of authorities`);
}

async function inspect(image: string): Promise<Inspected> {
  const said = await call('docker', ['image', 'inspect', image], { env: dockerEnvironment });
  return (JSON.parse(said) as [Inspected])[0];
}

async function inImage(script: string): Promise<string> {
  const args = ['run', '--rm', '--network', 'none', '--entrypoint', 'sh', IMAGE, '-c', script];
  return await call('docker', args, { env: dockerEnvironment });
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
