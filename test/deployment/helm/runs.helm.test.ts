import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newApiKey } from '../../../src/gateway';
import { type Sandbox, startSandbox } from '../../../src/sandbox';
import { somebody } from '../../setup/people';
import { imageProcess, type Place } from '../../setup/production/containerProcess';
import { RunningProgram } from '../../setup/production/runningProgram';
import { takeStablePorts } from '../../setup/production/stablePorts';
import { freshTaskQueue } from '../../setup/temporal';
import type { Container, Manifest, PodTemplate } from './chart';
import { clients } from './programs';
import { environmentOf, podOf, RELEASE, rendered } from './rendered';
import { LEAST, withValues } from './values';

jest.setTimeout(5 * 60_000);

const TOKEN = 'a-token-of-many-characters';

let manifests: readonly Manifest[];
let sandbox: Sandbox;
let place: Place;
let apiKey: string;
let running: RunningProgram[] = [];

beforeEach(async () => {
  const { helm } = await clients();
  sandbox = await startSandbox();
  const cwd = await mkdtemp(join(tmpdir(), 'onboarding-chart-'));
  const [metrics = 0, gateway = 0, codec = 0] = await takeStablePorts(3);
  place = {
    variables: {},
    ports: { '9464': metrics, '8088': gateway, '8081': codec },
    folders: {
      '/var/run/secrets/onboarding': join(cwd, 'secrets'),
      '/var/lib/onboarding': join(cwd, 'home'),
    },
    cwd,
  };
  await mkdir(join(cwd, 'home'));
  manifests = rendered({
    helm,
    values: withValues(LEAST, {
      temporal: { address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' },
      taskQueue: freshTaskQueue(),
      tenant: { restEndpoint: sandbox.settings.REST_ENDPOINT, clientId: sandbox.settings.CLIENT_ID },
      worker: { settings: { IMS_ENDPOINT: sandbox.settings.IMS_ENDPOINT } },
      codecServer: { enabled: true, tokens: true },
    }),
  });
  apiKey = await mountSecrets();
});

afterEach(async () => {
  for (const program of running) await program.end();
  running = [];
  await sandbox.stop();
  await rm(place.cwd, { recursive: true });
});

let mounts = 0;

/** Mounts the secrets as kubelet does: each file is a link to a folder that changes at once. @returns the new API key */
async function mountSecrets(): Promise<string> {
  const { text, kept } = newApiKey({ name: 'crm', rights: ['start', 'read'] });
  const files = {
    'client-secret': sandbox.settings.CLIENT_SECRET,
    'encryption-keys': `2026-12:${Buffer.alloc(32, 1).toString('base64')}`,
    'gateway-keys.json': JSON.stringify({ keys: [kept] }),
    'codec-tokens': TOKEN,
  };
  const folder = join(place.cwd, 'secrets');
  mounts += 1;
  await mkdir(join(folder, `..${mounts}`), { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, `..${mounts}`, name), content, { mode: 0o440 });
    await symlink(join('..data', name), join(folder, name)).catch(() => undefined);
  }
  await symlink(`..${mounts}`, join(folder, '..data_tmp'));
  await rename(join(folder, '..data_tmp'), join(folder, '..data'));
  return text;
}

function start(component: string): RunningProgram {
  const program = processOf(podOf(manifests, component));
  running.push(program);
  return program;
}

/** The container of a pod as a process of this machine, where the names of Services are loopback. */
function processOf(pod: PodTemplate): RunningProgram {
  const [{ command, args = [] }] = pod.spec.containers as [Container];
  const local = (text: string) =>
    text.replace(new RegExp(`//${RELEASE}-commerce-onboarding-[a-z-]+:`), '//127.0.0.1:');
  const environment = environmentOf(pod);
  return new RunningProgram(
    imageProcess(
      { ...(command && { command: command.map(local) }), args: args.map(local), environment },
      place,
    ),
  );
}

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

/** Waits until each probe of the pod is answered as Kubernetes wants it. */
async function passesProbes(component: string): Promise<void> {
  const [container] = podOf(manifests, component).spec.containers as [Container];
  for (const probe of PROBES) {
    const { path, port: name } = container[probe]!.httpGet;
    const port = container.ports?.find((candidate) => candidate.name === name)?.containerPort;
    const url = `http://127.0.0.1:${place.ports[String(port)]}${path}`;
    while (
      !(await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await sleep(100);
  }
}

async function onboard(key: string, customer = somebody()): Promise<number> {
  const { status } = await fetch(`http://127.0.0.1:${place.ports['8088']}/onboardings?wait=30s`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ customer }),
  });
  return status;
}

test('the pods of a release onboard a customer, and those of helm test find nothing wrong', async () => {
  expect(await processOf(podOf(manifests, 'setup')).ended).toMatchObject({ status: 0 });
  const worker = start('worker');
  start('gateway');
  start('codec-server');
  for (const component of ['worker', 'gateway', 'codec-server']) await passesProbes(component);

  expect(await onboard(apiKey)).toBe(200);
  expect([sandbox.customers(), sandbox.mails()]).toMatchObject([[{}], [{}]]);
  expect(await processOf(podOf(manifests, 'check')).ended).toMatchObject({ status: 0 });
  expect(await processOf(podOf(manifests, 'answers')).ended).toMatchObject({
    status: 0,
    output: expect.stringMatching(
      /^200 .*\/readyz\n200 .*\/healthz\n$|^200 .*\/healthz\n200 .*\/readyz\n$/,
    ) as string,
  });

  worker.signal('SIGTERM');
  expect((await worker.ended).status).toBe(0);
});

test('the pod of helm test that asks the servers fails if one of them does not answer', async () => {
  expect(await processOf(podOf(manifests, 'answers')).ended).toMatchObject({ status: 1 });
});

test('a running gateway accepts the keys of a Secret that changed, and no longer the keys before', async () => {
  expect(await processOf(podOf(manifests, 'setup')).ended).toMatchObject({ status: 0 });
  start('worker');
  start('gateway');
  await passesProbes('gateway');
  const later = await mountSecrets();
  expect([await onboard(later), await onboard(apiKey)]).toEqual([200, 401]);
});
