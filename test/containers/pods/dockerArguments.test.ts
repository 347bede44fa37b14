import { dockerArguments } from './dockerArguments';
import { type PodTemplate, runnable } from './manifests';

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'worker' },
  spec: {
    replicas: 1,
    selector: { matchLabels: { component: 'worker' } },
    template: {
      metadata: { labels: { component: 'worker' } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        serviceAccountName: 'worker',
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1000,
          runAsGroup: 1001,
          fsGroup: 1002,
          fsGroupChangePolicy: 'OnRootMismatch',
          seccompProfile: { type: 'RuntimeDefault' },
        },
        terminationGracePeriodSeconds: 90,
        containers: [
          {
            name: 'worker',
            image: 'registry.example.com/worker:1',
            imagePullPolicy: 'IfNotPresent',
            command: ['node', 'main.js'],
            args: ['worker'],
            env: [
              { name: 'ADDRESS', value: 'temporal:7233' },
              { name: 'KEY', valueFrom: { secretKeyRef: { name: 'temporal', key: 'api-key' } } },
            ],
            ports: [{ name: 'metrics', containerPort: 9464 }],
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'] },
            },
            lifecycle: { preStop: { sleep: { seconds: 5 } } },
            readinessProbe: { httpGet: { path: '/readyz', port: 'metrics' }, timeoutSeconds: 3 },
            resources: {
              requests: { cpu: '250m', memory: '256Mi' },
              limits: { cpu: '1', memory: '768Mi' },
            },
            volumeMounts: [{ name: 'secrets', mountPath: '/var/run/secrets', readOnly: true }],
          },
        ],
        volumes: [{ name: 'secrets', emptyDir: { sizeLimit: '64Mi' } }],
      },
    },
  },
};

const SPEC = 'spec.template.spec';

/** What is not an argument of `docker run`, and who reads it. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  metadata: 'nothing',
  'spec.replicas': 'how many pods are started',
  'spec.selector': 'compared with the labels',
  'spec.template.metadata.labels': 'the selectors of Services',
  [`${SPEC}.serviceAccountName`]: 'nothing: no pod has a token',
  [`${SPEC}.terminationGracePeriodSeconds`]: 'the stop',
  [`${SPEC}.volumes`]: 'the folders of volumes',
  [`${SPEC}.containers.0.name`]: 'the name of the pod',
  [`${SPEC}.containers.0.imagePullPolicy`]: 'nothing: the image is here',
  [`${SPEC}.containers.0.ports`]: 'the probes, and Services',
  [`${SPEC}.containers.0.lifecycle`]: 'the stop',
  [`${SPEC}.containers.0.readinessProbe`]: 'the probes',
  [`${SPEC}.containers.0.resources.requests.memory`]: 'nothing: it chooses the node',
};

function argumentsOf(deployment: object): string[] {
  const { deployments } = runnable([deployment as typeof DEPLOYMENT]);
  const template: PodTemplate = deployments[0]!.spec.template;
  return dockerArguments(template, {
    name: 'worker-1',
    network: 'pods',
    hosts: { gateway: '10.0.0.1' },
    secrets: { temporal: { 'api-key': 'secret' } },
    volumes: new Map([['secrets', '/volumes/secrets']]),
  });
}

function leavesOf(value: unknown, path: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, name]));
}

/** A copy in which the member at the path is another one. */
function changed(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (leaf: unknown) => unknown,
): unknown {
  if (name === undefined) return change(value);
  const copy: Record<string, unknown> = structuredClone(value) as Record<string, unknown>;
  copy[name] = changed(copy[name], rest, change);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

function another(leaf: unknown): unknown {
  if (typeof leaf === 'number') return leaf + 1;
  if (typeof leaf === 'boolean') return !leaf;
  return /^\d+(m|Mi)?$/.test(String(leaf)) ? String(leaf).replace(/^\d/, '9') : `${String(leaf)}-another`;
}

test('a container of a pod has everything of it', () => {
  expect(argumentsOf(DEPLOYMENT)).toEqual([
    ...['--name', 'worker-1', '--hostname', 'worker-1', '--network', 'pods'],
    ...['--pull', 'never', '--no-healthcheck', '--add-host', 'gateway:10.0.0.1'],
    ...['--user', '1000:1001', '--group-add', '1002'],
    ...['--security-opt', 'no-new-privileges', '--read-only', '--cap-drop', 'ALL'],
    ...['--cpus', '1', '--cpu-shares', '256', '--memory', '805306368', '--memory-swap', '805306368'],
    ...['--env', 'ADDRESS=temporal:7233', '--env', 'KEY=secret'],
    ...['--mount', 'type=bind,source=/volumes/secrets,target=/var/run/secrets,readonly'],
    ...['--entrypoint', 'node', 'registry.example.com/worker:1', 'main.js', 'worker'],
  ]);
});

const leaves = leavesOf(DEPLOYMENT).filter(
  (path) => !Object.keys(READ_ELSEWHERE).some((known) => `${path.join('.')}.`.startsWith(`${known}.`)),
);

test.each(leaves.map((path) => [path.join('.'), path] as const))(
  '%s is refused, or has an effect',
  (_, path) => {
    const before = argumentsOf(DEPLOYMENT);
    let after: string[] | 'refused';
    try {
      after = argumentsOf(changed(DEPLOYMENT, path, another) as object);
    } catch {
      after = 'refused';
    }
    expect(after).not.toEqual(before);
  },
);

test.each([
  ['hostNetwork', SPEC, { hostNetwork: true }],
  ['initContainers', SPEC, { initContainers: [] }],
  ['workingDir', `${SPEC}.containers.0`, { workingDir: '/' }],
  ['envFrom', `${SPEC}.containers.0`, { envFrom: [] }],
  ['exec', `${SPEC}.containers.0.readinessProbe`, { exec: { command: ['true'] } }],
  ['initialDelaySeconds', `${SPEC}.containers.0.readinessProbe`, { initialDelaySeconds: 1 }],
  ['configMapKeyRef', `${SPEC}.containers.0.env.1.valueFrom`, { configMapKeyRef: {} }],
  ['hostPath', `${SPEC}.volumes.0`, { hostPath: { path: '/' } }],
  ['add', `${SPEC}.containers.0.securityContext.capabilities`, { add: ['NET_ADMIN'] }],
])('a field that cannot be run here, %s, is refused with its path', (name, path, fields) => {
  const keys = path.split('.');
  const given = changed(DEPLOYMENT, keys, (member) => ({ ...(member as object), ...fields }));
  const refusal = () => argumentsOf(given as object);
  expect(refusal).toThrow(`Unrecognized key: "${name}"`);
  expect(refusal).toThrow(keys.join('.').replace(/\.(\d+)/g, '[$1]'));
});

test('a kind that may have pods of its own is refused', () => {
  expect(() => runnable([{ kind: 'DaemonSet', metadata: { name: 'agent' } }])).toThrow(/DaemonSet agent/);
});

test('a secret that does not exist is named', () => {
  const env = `${SPEC}.containers.0.env.1.valueFrom.secretKeyRef.key`.split('.');
  expect(() => argumentsOf(changed(DEPLOYMENT, env, () => 'token') as object)).toThrow(
    'there is no Secret temporal with token',
  );
});
