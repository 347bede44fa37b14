import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Sandbox } from '../../src/sandbox';
import type { Service, Topology } from '../setup/production/topology';
import { environmentWithClock } from '../setup/wrongClock';

/** The objects of the disturbances. */
export interface Stage {
  readonly topology: Topology;
  readonly sandbox: Sandbox;
  /** The shop of another tenant, whose worker sometimes polls the same queue by mistake. */
  readonly otherSandbox: Sandbox;
  readonly client: Client;
  readonly taskQueue: string;
  /** Values of `ONBOARDING_ENCRYPTION_KEYS`: the initial key and its replacement. */
  readonly keys: readonly [string, string];
}

const WORKERS = 4;
/** Longer than the heartbeat timeout of a step. */
const STOPPED_FOR_MS = 15_000;
const OTHER_TENANT_FOR_MS = 3_000;
const CLOCK_OFFSETS_SECONDS = [-45, 45, 86_400, -86_400];
let wrongClocks = 0;

/** Everything that happens to the services while they work. */
export const DISTURBANCES = {
  'a worker is killed': async ({ topology }) => {
    await killOne(topology);
    await topology.addWorker(currentBuild(topology));
  },
  'the Temporal server is killed': async ({ topology }) => {
    await topology.temporal.kill();
    await topology.temporal.start();
  },
  'PostgreSQL is killed': async ({ topology }) => {
    await topology.postgres.kill();
    await topology.postgres.start();
  },
  'a worker is stopped': async ({ topology }) => {
    const worker = running(topology)[0];
    worker?.program.signal('SIGSTOP');
    await sleep(STOPPED_FOR_MS);
    worker?.program.signal('SIGCONT');
  },
  "a worker's clock is wrong": async ({ topology }) => {
    await killOne(topology);
    const offsetSeconds = CLOCK_OFFSETS_SECONDS[wrongClocks % CLOCK_OFFSETS_SECONDS.length] ?? 0;
    wrongClocks += 1;
    await topology.addWorker(currentBuild(topology), { environment: environmentWithClock(offsetSeconds) });
  },
  "another tenant's worker polls the queue": async (stage) => {
    const { topology, otherSandbox } = stage;
    const { CLIENT_ID, REST_ENDPOINT, IMS_ENDPOINT } = otherSandbox.settings;
    const other = await topology.addWorker(
      { ...currentBuild(topology), CLIENT_ID, REST_ENDPOINT, IMS_ENDPOINT },
      { folders: await otherSecrets(stage) },
    );
    await sleep(OTHER_TENANT_FOR_MS);
    await other.program.end('SIGTERM', 10_000);
  },
  'the build is swapped': async (stage) => {
    const buildId = `v${builds.length + 1}`;
    builds.push(buildId);
    await replaceWorkers(stage);
  },
  'the encryption key is rotated': async (stage) => {
    const file = secretFile(stage, 'encryption-keys');
    const [first, second] = stage.keys;
    const isRotated = (await readFile(file, 'utf8')).startsWith(second);
    const [old, added] = isRotated ? [second, first] : [first, second];
    for (const keys of [`${old},${added}`, `${added},${old}`]) {
      await writeFile(file, `${keys}\n`);
      await replaceWorkers(stage);
    }
  },
  'the credentials are rotated': async (stage) => {
    const secret = `secret-${Math.random()}`;
    stage.sandbox.rotateSecret(secret);
    stage.sandbox.revokeTokens();
    await writeFile(secretFile(stage, 'client-secret'), `${secret}\n`);
    await replaceWorkers(stage);
  },
} as const satisfies Record<string, (stage: Stage) => Promise<void>>;

export type Disturbance = keyof typeof DISTURBANCES;

/** The builds so far, the current one last. */
const builds = ['v1'];

export function currentBuild({ place }: Topology): Record<string, string> {
  return { ...place.variables, ONBOARDING_BUILD_ID: builds.at(-1) ?? '' };
}

/** Routes onboardings to the workers of the newest build, which may still have to start. */
export async function setCurrentBuild({ client, taskQueue }: Stage): Promise<void> {
  const buildId = builds.at(-1) ?? '';
  for (;;) {
    try {
      await client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: client.options.namespace,
        deploymentName: taskQueue,
        buildId,
        identity: 'fault run',
        ignoreMissingTaskQueues: true,
      });
      return;
    } catch {
      await sleep(500);
    }
  }
}

/** Like a rolling deployment: starts new workers beside the old ones, which then end in their own time. */
async function replaceWorkers(stage: Stage): Promise<void> {
  const { topology } = stage;
  const old = running(topology);
  for (let count = 0; count < WORKERS; count += 1) await topology.addWorker(currentBuild(topology));
  await setCurrentBuild(stage);
  await Promise.all(old.map(({ program }) => program.end('SIGTERM', 10_000)));
}

/** Changes the other tenant's client secret, and the encryption keys that both use. */
async function otherSecrets(stage: Stage): Promise<Record<string, string>> {
  const folder = await mkdtemp(join(stage.topology.place.cwd, 'other-secrets-'));
  const keys = await readFile(secretFile(stage, 'encryption-keys'), 'utf8');
  await writeFile(join(folder, 'encryption-keys'), keys);
  await writeFile(join(folder, 'client-secret'), `${stage.otherSandbox.settings.CLIENT_SECRET}\n`);
  return { ...stage.topology.place.folders, '/run/secrets': folder };
}

async function killOne(topology: Topology): Promise<void> {
  const worker = running(topology)[0];
  worker?.program.signal('SIGKILL');
  await worker?.program.ended;
}

function running(topology: Topology): Service[] {
  return topology.workers.filter(({ program }) => program.isRunning);
}

function secretFile({ topology }: Stage, name: string): string {
  return join(topology.place.folders['/run/secrets'] ?? '', name);
}
