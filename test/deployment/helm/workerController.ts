import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { RunningProgram } from '../../setup/production/runningProgram';
import { takeStablePorts } from '../../setup/production/stablePorts';
import type { Manifest } from './chart';
import type { Cluster } from './cluster';

const VARIABLE = 'ONBOARDING_WORKER_CONTROLLER';
const NAMESPACE = 'temporal-system';

/** The path of the controller's program, which is not in a registry that this repository builds from. */
export function workerControllerPath(): string | undefined {
  const path = process.env[VARIABLE];
  if (path !== undefined && !existsSync(path)) throw new Error(`${VARIABLE}: ${path} does not exist`);
  return path;
}

/** `test` if there is a controller; elsewhere a message says how to get one, and jest counts the tests as skipped. */
export function testWithWorkerController(): jest.It {
  if (workerControllerPath() !== undefined) return test;
  process.stderr.write(
    `\nNOT RUN: the Temporal Worker Controller. Build ./cmd of github.com/temporalio/temporal-worker-controller 1.8.1 ` +
      `with Go, and set ${VARIABLE} to the path of the program.\n`,
  );
  return test.skip;
}

/** The names of two kinds before 1.8: without them it does not start. Nothing here uses them, so any content is accepted. */
const OLDER_KINDS = ['TemporalWorkerDeployment', 'TemporalConnection'];

function definitionOf(kind: string): Manifest {
  const plural = `${kind.toLowerCase()}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.temporal.io` },
    spec: {
      group: 'temporal.io',
      scope: 'Namespaced',
      names: { kind, plural },
      versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
    },
  };
}

/** Starts it outside of the cluster, as an administrator. */
export async function startWorkerController(path: string, cluster: Cluster): Promise<RunningProgram> {
  cluster.makeNamespace(NAMESPACE);
  cluster.define(OLDER_KINDS.map(definitionOf));
  const folder = await mkdtemp(join(cluster.folder, 'worker-controller-'));
  // It starts its webhooks, which nothing calls here, only with a certificate in this place.
  const certificates = join(folder, 'k8s-webhook-server/serving-certs');
  await mkdir(certificates, { recursive: true });
  const files = ['-keyout', join(certificates, 'tls.key'), '-out', join(certificates, 'tls.crt')];
  spawnSync('openssl', ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-subj', '/CN=webhooks', ...files]);
  const [health = 0] = await takeStablePorts(1);
  const program = new RunningProgram({
    command: path,
    args: ['--metrics-bind-address=0', `--health-probe-bind-address=127.0.0.1:${health}`],
    env: {
      KUBECONFIG: cluster.kubeconfig,
      TMPDIR: folder,
      HOME: folder,
      POD_NAMESPACE: NAMESPACE,
      CONTROLLER_IDENTITY: 'worker-controller',
    },
    cwd: folder,
  });
  await program.says(/"Starting workers","controller":"workerdeployment"/i);
  return program;
}
