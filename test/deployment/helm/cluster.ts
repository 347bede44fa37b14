import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunningProgram } from '../../setup/production/runningProgram';
import { takeStablePorts } from '../../setup/production/stablePorts';
import type { Manifest } from './chart';
import type { ClusterPrograms } from './programs';

const CRDS = join(__dirname, 'crds');
const START_LIMIT_MS = 90_000;
const POLL_MS = 200;
const CALL_LIMIT_MS = 60_000;

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  /** With its warnings. */
  readonly stderr: string;
}

/** A Kubernetes API server with its database, and with no node: it checks and stores, and nothing runs. */
export class Cluster {
  private constructor(
    private readonly programs: ClusterPrograms,
    /** Removed at the end. */
    readonly folder: string,
    private readonly running: readonly RunningProgram[],
  ) {}

  /** Resolves when it answers, and has the definitions of the other projects. */
  static async start(programs: ClusterPrograms): Promise<Cluster> {
    const folder = await mkdtemp(join(tmpdir(), 'onboarding-cluster-'));
    const [clients = 0, peers = 0, api = 0] = await takeStablePorts(3);
    const token = randomBytes(16).toString('hex');
    const home = { PATH: process.env['PATH'] ?? '', HOME: folder };
    spawnSync('openssl', ['genrsa', '-out', join(folder, 'tokens.key'), '2048']);
    await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, { mode: 0o600 });
    await writeFile(join(folder, 'kubeconfig'), kubeconfig(api, token), { mode: 0o600 });
    const database = `http://127.0.0.1:${clients}`;
    const peer = `http://127.0.0.1:${peers}`;
    const running = [
      new RunningProgram({
        command: programs.etcd,
        args: [
          ...['--data-dir', join(folder, 'etcd'), '--name', 'one', '--unsafe-no-fsync'],
          ...['--listen-client-urls', database, '--advertise-client-urls', database],
          ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
          ...['--initial-cluster', `one=${peer}`],
        ],
        // Debian's package for arm64 needs it.
        env: { ...home, ETCD_UNSUPPORTED_ARCH: 'arm64' },
        cwd: folder,
      }),
      new RunningProgram({
        command: programs.kubeApiserver,
        args: [
          ...[`--etcd-servers=${database}`, `--secure-port=${api}`, '--bind-address=127.0.0.1'],
          ...[
            `--cert-dir=${join(folder, 'certificates')}`,
            `--token-auth-file=${join(folder, 'tokens.csv')}`,
          ],
          ...['--authorization-mode=RBAC', '--service-cluster-ip-range=10.0.0.0/24'],
          ...['--service-account-issuer=https://kubernetes.default.svc'],
          `--service-account-key-file=${join(folder, 'tokens.key')}`,
          `--service-account-signing-key-file=${join(folder, 'tokens.key')}`,
        ],
        env: home,
        cwd: folder,
      }),
    ];
    const cluster = new Cluster(programs, folder, running);
    try {
      await cluster.becomesReady();
      const files = (await readdir(CRDS)).filter((name) => name.endsWith('.json'));
      for (const file of files) {
        const { items } = JSON.parse(await readFile(join(CRDS, file), 'utf8')) as { items: Manifest[] };
        cluster.define(items);
      }
      return cluster;
    } catch (error) {
      await cluster.end();
      throw error;
    }
  }

  /** A namespace that runs only pods of the PodSecurity standard "restricted", and warns of templates of others. */
  makeNamespace(name: string): void {
    const labels = Object.fromEntries(
      ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
    );
    // Controllers make this account elsewhere; here there are none.
    this.expectApplied([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } },
    ]);
  }

  /** Returns when the API has the kinds of these CustomResourceDefinitions. */
  define(definitions: readonly Manifest[]): void {
    this.expectApplied(definitions);
    const { status, stderr } = this.kubectl([
      ...['wait', '--for=condition=Established', '--timeout=30s', 'customresourcedefinitions', '--all'],
    ]);
    if (status !== 0) throw new Error(stderr);
  }

  /** Stores manifests, with fields that the API does not know refused. */
  apply(manifests: readonly Manifest[], namespace?: string): Answer {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests });
    const place = namespace === undefined ? [] : ['--namespace', namespace];
    return this.kubectl(['apply', '--server-side', '--validate=strict', ...place, '--filename', '-'], list);
  }

  kubectl(args: readonly string[], input = ''): Answer {
    return this.call(this.programs.kubectl, args, input);
  }

  helm(...args: readonly string[]): Answer {
    return this.call(this.programs.helm, args);
  }

  /** A line as somebody types it, with helm and kubectl at hand. */
  type(line: string, cwd: string): RunningProgram {
    const { helm, kubectl } = this.programs;
    const path = [dirname(helm), dirname(kubectl), process.env['PATH']].join(':');
    return new RunningProgram({
      command: 'sh',
      args: ['-euc', line],
      env: { PATH: path, HOME: this.folder, KUBECONFIG: this.kubeconfig },
      cwd,
    });
  }

  async end(): Promise<void> {
    for (const program of [...this.running].reverse()) await program.end('SIGTERM', 5_000);
    await rm(this.folder, { recursive: true, force: true });
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
  }

  private call(command: string, args: readonly string[], input = ''): Answer {
    const { status, stdout, stderr } = spawnSync(command, [...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: this.folder,
        KUBECONFIG: this.kubeconfig,
      },
      input,
      encoding: 'utf8',
      timeout: CALL_LIMIT_MS,
    });
    return { status, stdout, stderr };
  }

  private async becomesReady(): Promise<void> {
    const until = performance.now() + START_LIMIT_MS;
    while (this.kubectl(['get', '--raw', '/readyz']).status !== 0) {
      if (performance.now() > until || this.running.some(({ isRunning }) => !isRunning)) {
        const outputs = await Promise.all(this.running.map((program) => program.end('SIGKILL')));
        throw new Error(`The API server does not start:\n${outputs.map(({ output }) => output).join('\n')}`);
      }
      await sleep(POLL_MS);
    }
  }

  private expectApplied(manifests: readonly Manifest[]): void {
    const { status, stderr } = this.apply(manifests);
    if (status !== 0) throw new Error(stderr);
  }
}

function kubeconfig(port: number, token: string): string {
  const server = `https://127.0.0.1:${port}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // It signs its own certificate.
    clusters: [{ name: 'test', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
}
