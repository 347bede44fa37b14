import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningProgram } from '../../setup/production/runningProgram';
import { repository } from '../composeFile';
import { Cluster } from './cluster';
import { clusterPrograms } from './programs';
import { LEAST } from './values';

/** A first run builds the API server. */
jest.setTimeout(45 * 60_000);

let cluster: Cluster;
let cwd: string;

beforeAll(async () => {
  cluster = await Cluster.start(await clusterPrograms());
  cwd = await mkdtemp(join(tmpdir(), 'onboarding-guide-'));
  await symlink(join(repository, 'deploy'), join(cwd, 'deploy'));
  // JSON is YAML.
  await writeFile(join(cwd, 'values.yaml'), JSON.stringify(LEAST));
  for (const name of ['client-secret', 'api-key']) await writeFile(join(cwd, name), 'secret');
  const files = ['-keyout', 'temporal.key', '-out', 'temporal.crt'];
  spawnSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=a', ...files], {
    cwd,
  });
  await writeFile(join(cwd, 'ca.crt'), await readFile(join(cwd, 'temporal.crt')));
});

afterAll(async () => {
  await cluster.end();
  await rm(cwd, { recursive: true });
});

/** The commands of the guide that need no image, no pod and no hands, in their order. */
const LINES = [
  ...readFileSync(join(repository, 'docs/guides/kubernetes.md'), 'utf8').matchAll(/^```sh\n([^]*?)^```/gm),
]
  .flatMap(([, block = '']) => block.replaceAll('\\\n', '').split('\n'))
  .filter((line) => /^(kubectl (create|rollout)|helm|npx|\w+=\S+ npx) /.test(line));

test('the commands of the guide work as they are: secrets, installation, checks, rotation', async () => {
  expect(
    LINES.map((line) =>
      line
        .replace(/^\w+=\S+ /, '')
        .split(' ')
        .slice(0, 2)
        .join(' '),
    ),
  ).toEqual([
    ...['npx commerce-onboarding', 'npx commerce-onboarding'],
    ...Array.from({ length: 3 }, () => 'kubectl create'),
    ...['helm upgrade', 'helm test'],
    ...Array.from({ length: 4 }, () => 'kubectl create'),
    'kubectl rollout',
  ]);
  for (const line of LINES) {
    const typed = cluster.type(
      line.replace('npx commerce-onboarding', `${process.execPath} ${repository}/bin/commerce-onboarding.js`),
      cwd,
    );
    if (line.startsWith('helm')) await actAsControllers(typed);
    const { status, output } = await typed.ended;
    expect([line, status, /^Warning.*/m.exec(output)?.[0]]).toEqual([line, 0, undefined]);
  }
  const deployments = cluster.kubectl(['get', 'deployments', '--namespace', 'shop', '--output', 'name']);
  expect(deployments.stdout.split('\n').filter(Boolean)).toEqual([
    'deployment.apps/onboarding-commerce-onboarding-gateway',
    'deployment.apps/onboarding-commerce-onboarding-worker',
  ]);
});

/** While helm runs: the Job of the hook is done before there is a Deployment, and the pods of the tests succeed. */
async function actAsControllers(helm: RunningProgram): Promise<void> {
  while (helm.isRunning) {
    for (const { name, kind } of unfinished()) {
      if (kind === 'Job') expect(cluster.kubectl(['get', 'deployments', '-n', 'shop']).stdout).toBe('');
      const status = kind === 'Job' ? DONE_JOB : { phase: 'Succeeded' };
      const patch = ['--subresource=status', '--type=merge', '--patch', JSON.stringify({ status })];
      cluster.kubectl(['patch', kind, name, '--namespace', 'shop', ...patch]);
    }
    await sleep(200);
  }
}

const AT = '2026-12-01T00:00:00Z';
const DONE_JOB = {
  succeeded: 1,
  startTime: AT,
  completionTime: AT,
  conditions: ['SuccessCriteriaMet', 'Complete'].map((type) => ({
    ...{ type, status: 'True', reason: 'CompletionsReached' },
    ...{ lastProbeTime: AT, lastTransitionTime: AT },
  })),
};

interface Unfinished {
  readonly kind: string;
  readonly name: string;
}

function unfinished(): Unfinished[] {
  const { stdout } = cluster.kubectl(['get', 'jobs,pods', '--namespace', 'shop', '--output', 'json']);
  const { items } = JSON.parse(stdout || '{"items":[]}') as {
    items: { kind: string; metadata: { name: string }; status?: { phase?: string; succeeded?: number } }[];
  };
  return items
    .filter(({ status }) => status?.phase !== 'Succeeded' && status?.succeeded !== 1)
    .map(({ kind, metadata: { name } }) => ({ kind, name }));
}
