import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { imageProcess, type Place } from '../../setup/production/containerProcess';
import { RunningProgram } from '../../setup/production/runningProgram';
import { takeStablePorts } from '../../setup/production/stablePorts';
import type { EnvironmentVariable, PodTemplate } from './chart';
import type { Cluster } from './cluster';

const POLL_MS = 500;
const METRICS_PORT = '9464';

interface Deployment {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number; readonly template: PodTemplate };
  readonly status?: { readonly readyReplicas?: number; readonly observedGeneration?: number };
}

interface Pod {
  readonly deployment: string;
  readonly template: string;
  readonly program: RunningProgram;
  readonly port: number;
}

export interface NodeOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** Folders of this machine, by those that pods mount. Each pod gets a home of its own. */
  readonly folders: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * Does for the workers of a namespace what Kubernetes' own controllers and kubelet do: a pod of a Deployment is a process
 * of this machine, and the Deployment's status says how many are ready.
 */
export class Node {
  private pods: readonly Pod[] = [];
  private made = 0;
  private isOver = false;
  private readonly ending: Promise<unknown>[] = [];
  private readonly work: Promise<void>;

  constructor(private readonly options: NodeOptions) {
    this.work = this.run();
  }

  /** The Deployments that have pods, each as often as it has pods. */
  get deployments(): string[] {
    return this.pods.map(({ deployment }) => deployment);
  }

  async end(): Promise<void> {
    this.isOver = true;
    await this.work;
    await Promise.all(this.pods.map(async ({ program }) => await program.end()));
    await Promise.all(this.ending);
  }

  private async run(): Promise<void> {
    while (!this.isOver) {
      const deployments = this.workers();
      for (const pod of this.pods.filter((each) => !isWanted(each, deployments, this.pods))) {
        this.pods = this.pods.filter((each) => each !== pod);
        this.ending.push(pod.program.end('SIGTERM', 90_000));
      }
      for (const deployment of deployments) await this.fill(deployment);
      await sleep(POLL_MS);
    }
  }

  private workers(): Deployment[] {
    const { namespace } = this.options;
    const selected = ['--namespace', namespace, '--output', 'json'];
    const { stdout } = this.options.cluster.kubectl(['get', 'deployments', ...selected]);
    const { items } = JSON.parse(stdout || '{"items":[]}') as { items: Deployment[] };
    return items.filter(
      ({ spec }) => spec.template.metadata.labels['app.kubernetes.io/component'] === 'worker',
    );
  }

  private async fill(deployment: Deployment): Promise<void> {
    const { name } = deployment.metadata;
    const mine = () => this.pods.filter((pod) => pod.deployment === name);
    while (mine().length < deployment.spec.replicas) {
      this.pods = [...this.pods, await this.start(name, deployment.spec.template)];
    }
    const answers = await Promise.all(mine().map(isReady));
    this.report(deployment, answers.filter(Boolean).length);
  }

  private async start(deployment: string, template: PodTemplate): Promise<Pod> {
    const { cwd, folders } = this.options;
    this.made += 1;
    const home = join(cwd, `home-${this.made}`);
    await mkdir(home);
    const [port = 0] = await takeStablePorts(1);
    const place: Place = {
      variables: {},
      ports: { [METRICS_PORT]: port },
      folders: { ...folders, '/var/lib/onboarding': home },
      cwd,
    };
    const [{ args = [] } = {}] = template.spec.containers;
    const program = new RunningProgram(imageProcess({ args, environment: environmentOf(template) }, place));
    return { deployment, template: JSON.stringify(template), program, port };
  }

  private report({ metadata, spec, status }: Deployment, ready: number): void {
    const { generation: observedGeneration, name } = metadata;
    if (status?.readyReplicas === ready && status.observedGeneration === observedGeneration) return;
    const isAvailable = ready >= spec.replicas;
    const at = new Date().toISOString().replace(/\.\d+/, '');
    const condition = {
      ...{ type: 'Available', status: isAvailable ? 'True' : 'False', reason: 'Replicas', message: '' },
      ...{ lastUpdateTime: at, lastTransitionTime: at },
    };
    const counts = { replicas: spec.replicas, updatedReplicas: spec.replicas };
    const reported = { readyReplicas: ready, availableReplicas: ready, observedGeneration };
    const patch = { status: { ...counts, ...reported, conditions: [condition] } };
    this.options.cluster.kubectl([
      ...['patch', 'deployment', name, '--namespace', this.options.namespace, '--subresource=status'],
      ...['--type=merge', '--patch', JSON.stringify(patch)],
    ]);
  }
}

/** Whether its Deployment is there, has that template, and wants that many. */
function isWanted(pod: Pod, deployments: readonly Deployment[], pods: readonly Pod[]): boolean {
  const deployment = deployments.find(({ metadata }) => metadata.name === pod.deployment);
  if (!deployment || JSON.stringify(deployment.spec.template) !== pod.template) return false;
  const place = pods.filter((each) => each.deployment === pod.deployment).indexOf(pod);
  return place < deployment.spec.replicas;
}

async function isReady({ port, program }: Pod): Promise<boolean> {
  if (!program.isRunning) return false;
  return await fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const LABEL = /^metadata\.labels\['(.*)'\]$/;

/** As kubelet fills them in: of variables with the same name, the last one counts. */
function environmentOf({ metadata, spec }: PodTemplate): Record<string, string> {
  const valueOf = ({ name, value = '', valueFrom }: EnvironmentVariable) => {
    if (valueFrom === undefined) return value;
    const { fieldPath = '' } = (valueFrom['fieldRef'] ?? {}) as { fieldPath?: string };
    const label = metadata.labels[LABEL.exec(fieldPath)?.[1] ?? ''];
    if (label === undefined)
      throw new Error(`${name}: cannot be filled in from ${JSON.stringify(valueFrom)}`);
    return label;
  };
  const variables = spec.containers.flatMap(({ env = [] }) => env);
  return Object.fromEntries(variables.map((variable) => [variable.name, valueOf(variable)]));
}
