import { readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOnboarding } from '../../../src/onboardings/startOnboarding';
import { type Sandbox, startSandbox } from '../../../src/sandbox';
import { connectTemporal, type TemporalConnection } from '../../../src/temporal/connection';
import { createDataConverter } from '../../../src/temporal/dataConverter';
import { readTemporalTarget } from '../../../src/temporal/temporalTarget';
import { onboard } from '../../cli/onboard';
import { somebody } from '../../setup/people';
import { type Certificate, makeAuthority } from '../../setup/production/certificates';
import {
  admittingCertificatesOf,
  SecuredServer,
  withCertificate,
} from '../../setup/production/securedServer';
import { SUITE_KEYS, SUITE_KEYS_SETTING } from '../../setup/temporal';
import { buildsOf, type Onboarding } from '../../temporal/deployment/deploymentStage';
import { repository } from '../composeFile';
import { CHART, EXAMPLE_FILES, valuesOf } from './chart';
import { Cluster } from './cluster';
import { Node } from './node';
import { clusterPrograms } from './programs';
import { type Values, withValues } from './values';
import { startWorkerController, testWithWorkerController, workerControllerPath } from './workerController';

/** A first run builds the API server. A step of a ramp takes at least half a minute. */
jest.setTimeout(45 * 60_000);

const testController = testWithWorkerController();

/** The server notices within seconds what takes it minutes: that a version is drained, and that its workers are gone. */
const QUICK_SERVER = Object.entries({
  'matching.wv.VersionDrainageStatusVisibilityGracePeriod': '5s',
  'matching.wv.VersionDrainageStatusRefreshInterval': '5s',
  'matching.PollerHistoryTTL': '40s',
})
  .map(([name, value]) => `${name}:\n  - value: ${value}\n`)
  .join('');
const LIMIT_MS = 4 * 60_000;

let cwd: string;
let cluster: Cluster;
let server: SecuredServer;
let certificate: Certificate;
let temporal: TemporalConnection;
let sandbox: Sandbox;
const closings: (() => Promise<unknown>)[] = [];
const closingsOfTest: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const path = workerControllerPath();
  if (path === undefined) return;
  cwd = await mkdtemp(join(tmpdir(), 'onboarding-controller-'));
  closings.push(() => rm(cwd, { recursive: true }));
  server = await SecuredServer.create();
  closings.push(() => server.remove());
  await connectToServer();
  cluster = await Cluster.start(await clusterPrograms());
  closings.push(() => cluster.end());
  const controller = await startWorkerController(path, cluster);
  closings.push(() => controller.end());
});

afterAll(() => closeAll(closings));

async function closeAll(all: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of all.splice(0).reverse()) await close();
}

/** Starts a server that admits a certificate of workers, with the namespace of the example. */
async function connectToServer(): Promise<void> {
  const authority = await makeAuthority(server.folder, 'client-ca');
  certificate = await authority.issue('worker');
  const dynamicConfig = join(cwd, 'dynamic-config.yaml');
  await writeFile(dynamicConfig, QUICK_SERVER);
  await server.start({ ...admittingCertificatesOf(authority), DYNAMIC_CONFIG_FILE_PATH: dynamicConfig });
  const env = { ...server.settings, ...withCertificate(certificate), TEMPORAL_NAMESPACE: 'shop' };
  expect(await onboard(['setup'], { cwd, env })).toMatchObject({ status: 0 });
  const converter = createDataConverter({ mode: 'on', keys: SUITE_KEYS });
  temporal = await connectTemporal(readTemporalTarget(env)!, converter);
  closings.push(() => temporal.connection.close());
}

beforeEach(async () => {
  sandbox = await startSandbox();
  closingsOfTest.push(() => sandbox.stop());
});

afterEach(() => closeAll(closingsOfTest));

interface VersionStatus {
  readonly buildID: string;
  readonly status: string;
  readonly rampPercentage?: number;
}

interface WorkerDeployment {
  readonly status?: {
    readonly currentVersion?: VersionStatus;
    readonly targetVersion?: VersionStatus;
    readonly deprecatedVersions?: readonly VersionStatus[];
    readonly conditions?: readonly { readonly message: string }[];
  };
}

/** A release of the chart in a namespace of its own, with the values of the example. */
interface Release {
  /** Of Kubernetes, and the name of the task queue. */
  readonly namespace: string;
  /** Installs or upgrades it with an image of this tag. */
  deploy(tag: string, values?: Values): void;
  helm(...args: readonly string[]): void;
  /** The tag of the build that is current, and of the one that ramps, with its percentage. */
  routing(): { current?: string; ramping?: string; percentage?: number };
  /** Waits until the routing is this. */
  routes(expected: ReturnType<Release['routing']>): Promise<void>;
  /** The tags of the builds that have pods, each once. */
  running(): string[];
  /** How many resources of a kind are there. */
  count(kind: string): number;
  start(): Promise<Onboarding>;
}

const AT_ONCE = { worker: { controller: { rollout: { strategy: 'AllAtOnce' } } } };
/** Workers of a Deployment. */
const PLAIN = {
  worker: {
    controller: { enabled: false },
    autoscaling: { enabled: false },
    replicas: 1,
  },
};

/** Without the namespace of the guide. */
const UNINSTALL = [
  ...readFileSync(join(repository, 'docs/guides/kubernetes.md'), 'utf8').matchAll(
    /^ +((?:helm uninstall|kubectl delete deployments) .*)$/gm,
  ),
].map(([, line = '']) => line.replace(' --namespace shop', '').split(' '));

let releases = 0;

async function newRelease(): Promise<Release> {
  releases += 1;
  const namespace = `shop-${releases}`;
  const folder = join(cwd, namespace);
  await makeSecrets(folder);
  cluster.makeNamespace(namespace);
  expectDone(
    cluster.kubectl([
      ...['create', 'secret', 'generic', 'commerce-onboarding-temporal-tls', '--namespace', namespace],
      ...['tls.crt', 'tls.key', 'ca.crt'].map((name) => `--from-file=${join(folder, 'tls', name)}`),
    ]),
  );
  const node = new Node({
    cluster,
    namespace,
    folders: {
      '/var/run/secrets/onboarding': join(folder, 'secrets'),
      '/etc/temporal/tls': join(folder, 'tls'),
    },
    cwd: folder,
  });
  closingsOfTest.push(() => node.end());
  const example = valuesOf(EXAMPLE_FILES.find((file) => file.endsWith('/worker-controller.yaml')));
  const ours: Values = {
    taskQueue: namespace,
    temporal: { address: server.address },
    tenant: { restEndpoint: sandbox.settings.REST_ENDPOINT, clientId: sandbox.settings.CLIENT_ID },
    worker: {
      settings: { IMS_ENDPOINT: sandbox.settings.IMS_ENDPOINT, ONBOARDING_VERSIONING: 'pinned' },
      controller: {
        rollout: {
          steps: [
            { rampPercentage: 5, pauseDuration: '30s' },
            { rampPercentage: 50, pauseDuration: '30s' },
          ],
        },
        sunset: { scaledownDelay: '10s', deleteDelay: '10s' },
      },
    },
  };
  const helm = (...args: readonly string[]) => expectDone(cluster.helm(...args, '--namespace', namespace));
  const all = <Resource>(kind: string) => {
    const { stdout } = cluster.kubectl(['get', kind, '--namespace', namespace, '--output', 'json']);
    return (JSON.parse(stdout) as { items: Resource[] }).items;
  };
  const routing = (): ReturnType<Release['routing']> => {
    const [{ status } = {}] = all<WorkerDeployment>('workerdeployments');
    const { currentVersion: current, targetVersion: target } = status ?? {};
    const ramps = target?.status === 'Ramping';
    return {
      ...(current && { current: tagOf(current.buildID) }),
      ...(ramps && { ramping: tagOf(target.buildID), percentage: target.rampPercentage ?? 0 }),
    };
  };
  return {
    namespace,
    deploy: (tag, values = {}) => {
      const given = [ours, { image: { tag } }, values].reduce<Values>(withValues, example);
      const options = ['--no-hooks', '--set-json', JSON.stringify(given)];
      helm('upgrade', '--install', 'onboarding', CHART, ...options);
    },
    helm,
    routing,
    routes: async (expected) => {
      await eventually(() => expect(routing()).toEqual(expected));
    },
    running: () => [...new Set(node.deployments)].map(tagOfDeployment(all)),
    count: (kind) => all(kind).length,
    start: async () => {
      const input = { customer: somebody() };
      const restEndpoint = sandbox.settings.REST_ENDPOINT;
      return await startOnboarding(temporal.client, { input, restEndpoint, taskQueue: namespace });
    },
  };
}

async function makeSecrets(folder: string): Promise<void> {
  for (const name of ['secrets', 'tls']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'secrets/client-secret'), sandbox.settings.CLIENT_SECRET);
  await writeFile(join(folder, 'secrets/encryption-keys'), SUITE_KEYS_SETTING);
  for (const [from, to] of [
    [certificate.cert, 'tls/tls.crt'],
    [certificate.key, 'tls/tls.key'],
    [server.authority.cert, 'tls/ca.crt'],
    [certificate.cert, 'secrets/temporal.crt'],
    [certificate.key, 'secrets/temporal.key'],
    [server.authority.cert, 'secrets/temporal-ca.crt'],
  ] as const)
    await copyFile(from, join(folder, to));
}

function tagOf(buildId: string): string {
  return buildId.split('-')[0] ?? '';
}

interface Labelled {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

function tagOfDeployment(all: <Resource>(kind: string) => Resource[]): (name: string) => string {
  const deployments = all<Labelled>('deployments');
  return (name) => {
    const labels = deployments.find(({ metadata }) => metadata.name === name)?.metadata.labels;
    return tagOf(labels?.['temporal.io/build-id'] ?? 'without a build');
  };
}

function expectDone({ status, stderr }: { status: number | null; stderr: string }): void {
  expect([status, stderr]).toEqual([0, '']);
}

/** Waits until what is expected is so. */
async function eventually(expectation: () => void): Promise<void> {
  const until = performance.now() + LIMIT_MS;
  for (;;) {
    try {
      expectation();
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((settle) => setTimeout(settle, 500));
    }
  }
}

/** Starts an onboarding that waits: Commerce refuses to create customers until `sandbox.clearFaults()`. */
async function startWaiting(release: Release): Promise<Onboarding> {
  sandbox.fail({ on: 'create', what: { kind: 'status', status: 503, made: false } });
  const before = sandbox.requests().length;
  const onboarding = await release.start();
  await eventually(() => expect(sandbox.requests().length).toBeGreaterThan(before + 1));
  return onboarding;
}

async function tagsOf(onboarding: Onboarding): Promise<string[]> {
  return (await buildsOf(onboarding)).map(tagOf);
}

testController(
  'a new build ramps beside the old one and becomes current; what began on the old one ends there, and then it is removed',
  async () => {
    const release = await newRelease();
    release.deploy('v1');
    await release.routes({ current: 'v1' });
    const old = await startWaiting(release);

    release.deploy('v2');
    await release.routes({ current: 'v1', ramping: 'v2', percentage: 5 });
    expect(release.running()).toEqual(['v1', 'v2']);
    await release.routes({ current: 'v1', ramping: 'v2', percentage: 50 });
    await release.routes({ current: 'v2' });

    const later = await release.start();
    expect(release.running()).toEqual(['v1', 'v2']);
    expect(release.count('scaledobjects')).toBe(2);
    sandbox.clearFaults();
    expect(await Promise.all([old.result(), later.result()])).toMatchObject([{}, {}]);
    expect([await tagsOf(old), await tagsOf(later)]).toEqual([['v1'], ['v2']]);
    expect([sandbox.customers().length, sandbox.mails().length]).toEqual([2, 2]);

    await eventually(() => expect(release.running()).toEqual(['v2']));
    await eventually(() => expect(release.count('scaledobjects')).toBe(1));
  },
);

testController(
  'helm rollback while a build ramps removes the ramp, and the workers of that build',
  async () => {
    const release = await newRelease();
    release.deploy('v1');
    await release.routes({ current: 'v1' });
    release.deploy('v2');
    await release.routes({ current: 'v1', ramping: 'v2', percentage: 5 });
    release.helm('rollback', 'onboarding', '--no-hooks');
    await release.routes({ current: 'v1' });
    await eventually(() => expect(release.running()).toEqual(['v1']));
    const onboarding = await release.start();
    await onboarding.result();
    expect(await tagsOf(onboarding)).toEqual(['v1']);
  },
);

testController(
  'a build that is current is rolled back by the same steps, or at once with AllAtOnce; an operator cannot change it',
  async () => {
    const release = await newRelease();
    release.deploy('v1', AT_ONCE);
    await release.routes({ current: 'v1' });
    release.deploy('v2', AT_ONCE);
    await release.routes({ current: 'v2' });
    const underWay = await startWaiting(release);
    const deploymentName = `${release.namespace}/onboarding-commerce-onboarding-worker`;
    const { namespace, connection } = temporal;
    const byOperator = connection.workflowService.setWorkerDeploymentCurrentVersion({
      ...{ namespace, deploymentName, identity: 'operator', allowNoPollers: true },
    });
    await expect(byOperator).rejects.toThrow(/ManagerIdentity/);

    release.deploy('v1');
    await release.routes({ current: 'v2', ramping: 'v1', percentage: 5 });
    release.deploy('v1', AT_ONCE);
    await release.routes({ current: 'v1' });
    sandbox.clearFaults();
    const later = await release.start();
    await Promise.all([underWay.result(), later.result()]);
    expect([await tagsOf(underWay), await tagsOf(later)]).toEqual([['v2'], ['v1']]);
  },
);

testController(
  'workers without a build are replaced at once with AllAtOnce, and their onboardings continue',
  async () => {
    const release = await newRelease();
    release.deploy('v0', PLAIN);
    await eventually(() => expect(release.running()).toEqual(['without a build']));
    const before = await startWaiting(release);

    release.deploy('v1', AT_ONCE);
    await release.routes({ current: 'v1' });
    expect(release.running()).toEqual(['v1']);
    sandbox.clearFaults();
    const after = await release.start();
    await Promise.all([before.result(), after.result()]);
    expect(sandbox.customers()).toHaveLength(2);
  },
);

testController(
  'with steps, the first build ramps although Helm has removed the workers without a build: others wait',
  async () => {
    const release = await newRelease();
    release.deploy('v0', PLAIN);
    await eventually(() => expect(release.running()).toEqual(['without a build']));
    await startWaiting(release);
    release.deploy('v1');
    await release.routes({ ramping: 'v1', percentage: 5 });
    expect(release.running()).toEqual(['v1']);
  },
);

testController('the commands of the guide uninstall it, and the server then knows no build', async () => {
  const release = await newRelease();
  release.deploy('v1', AT_ONCE);
  await release.routes({ current: 'v1' });
  for (const [program, ...args] of UNINSTALL) {
    if (program === 'helm') release.helm(...args);
    else expectDone(cluster.kubectl([...args, '--namespace', release.namespace]));
  }
  await eventually(() => expect(release.count('workerdeployments,connections')).toBe(0));
  const { namespace, connection } = temporal;
  const { workerDeployments } = await connection.workflowService.listWorkerDeployments({ namespace });
  const names = workerDeployments.map(({ name }) => name);
  expect(names).not.toContain(`${release.namespace}/onboarding-commerce-onboarding-worker`);
});
