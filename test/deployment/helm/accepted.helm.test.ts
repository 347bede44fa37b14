import { basename } from 'node:path';
import { CHART, type Container, EXAMPLE_FILES, type Manifest, type PodTemplate, valuesOf } from './chart';
import { Cluster } from './cluster';
import { clusterPrograms, type ClusterPrograms } from './programs';
import { ofKind, podsOf, rendered } from './rendered';
import { LEAST, type Values, withValues } from './values';

/** A first run builds the API server. */
jest.setTimeout(45 * 60_000);

let programs: ClusterPrograms;
let cluster: Cluster;

beforeAll(async () => {
  programs = await clusterPrograms();
  cluster = await Cluster.start(programs);
});

afterAll(() => cluster.end());

const CONTROLLER = { worker: { controller: { enabled: true } } };
const AUTOSCALING = { worker: { autoscaling: { enabled: true } } };
const MTLS = { temporal: { authentication: 'mtls' } };
const API_KEY = { temporal: { authentication: 'apiKey' } };
const CUSTOM_CA = { temporal: { tls: { customCa: true } } };
const CODEC = { codecServer: { enabled: true, tokens: true } };
const REMOTE = { key: 'onboarding', property: 'value', version: '1' };
const REMOTE_CERTIFICATE = { certificate: REMOTE, privateKey: REMOTE };
const EXTERNAL = {
  secrets: {
    source: 'externalSecret',
    externalSecret: {
      store: { name: 'vault' },
      remote: {
        ...{ clientSecret: REMOTE, encryptionKeys: REMOTE, gatewayKeys: REMOTE, codecTokens: REMOTE },
        eventsSecrets: REMOTE,
        ...{ temporalApiKey: REMOTE, temporalCa: REMOTE, extraCa: REMOTE },
        ...{ gatewayCertificate: REMOTE_CERTIFICATE, temporalCertificate: REMOTE_CERTIFICATE },
      },
    },
  },
};
const CSI_CLASSES = { worker: 'a', gateway: 'b', codecServer: 'c', setup: 'd' };
const CSI = { secrets: { source: 'csi', csi: { secretProviderClass: CSI_CLASSES } } };
const EXTRA_CA = { secrets: { extraCa: { enabled: true } } };
const INGRESS = {
  enabled: true,
  host: 'onboarding.example.com',
  tlsSecret: 'certificate',
  className: 'nginx',
};
const MONITORING = {
  monitoring: {
    podMonitor: { enabled: true, labels: { release: 'prometheus' } },
    prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
    dashboard: { enabled: true, annotations: { grafana_folder: 'Onboarding' } },
  },
};

/** Parts of values that are given together. */
const MATRIX: Record<string, readonly Values[]> = {
  'the least values': [],
  'TLS without credentials': [{ temporal: { tls: { enabled: true, serverName: 'temporal.example.com' } } }],
  'an API key': [API_KEY],
  'mTLS with a certificate authority of its own': [MTLS, CUSTOM_CA],
  'External Secrets for everything': [
    EXTERNAL,
    MTLS,
    CUSTOM_CA,
    CODEC,
    EXTRA_CA,
    { gateway: { tls: { enabled: true } } },
  ],
  'External Secrets and an API key': [EXTERNAL, API_KEY],
  'CSI for everything': [CSI, MTLS, CUSTOM_CA, CODEC, EXTRA_CA, { gateway: { tls: { enabled: true } } }],
  'CSI and an API key': [CSI, API_KEY],
  'no gateway': [{ gateway: { enabled: false } }],
  'a gateway with TLS behind a load balancer': [
    {
      gateway: {
        tls: { enabled: true },
        service: { type: 'LoadBalancer', annotations: { internal: 'true' } },
      },
      networkPolicy: { gatewayFrom: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
    },
  ],
  'an Ingress of both servers': [CODEC, { gateway: { ingress: INGRESS }, codecServer: { ingress: INGRESS } }],
  'a codec server with tokens': [CODEC],
  autoscaling: [AUTOSCALING],
  'autoscaling with an API key': [AUTOSCALING, API_KEY],
  'autoscaling with mTLS': [AUTOSCALING, MTLS, CUSTOM_CA],
  'autoscaling of a build': [AUTOSCALING, { worker: { settings: { ONBOARDING_BUILD_ID: 'v2' } } }],
  'the Worker Controller': [CONTROLLER],
  'the Worker Controller with an API key': [CONTROLLER, API_KEY],
  'the Worker Controller with mTLS': [CONTROLLER, MTLS, CUSTOM_CA],
  'the Worker Controller with autoscaling': [CONTROLLER, AUTOSCALING, MTLS],
  'the Worker Controller, all at once, with a connection that exists': [
    {
      worker: {
        controller: { enabled: true, existingConnection: 'temporal', rollout: { strategy: 'AllAtOnce' } },
      },
    },
  ],
  'the Worker Controller with TLS without credentials': [
    CONTROLLER,
    { temporal: { tls: { enabled: true } } },
  ],
  'all of the monitoring': [MONITORING],
  'users that the cluster chooses, as OpenShift does': [
    { pod: { runAsUser: null, runAsGroup: null, fsGroup: null } },
  ],
  IPv6: [CODEC, { listenHost: '[::]', temporal: { address: '[fd00::1]:7233' } }],
  'an image by digest, from a private registry': [
    { image: { digest: `sha256:${'0'.repeat(64)}` }, imagePullSecrets: [{ name: 'registry' }] },
  ],
  'options of pods': [
    {
      pod: {
        labels: { team: 'shop' },
        annotations: { 'linkerd.io/inject': 'enabled' },
        nodeSelector: { 'kubernetes.io/arch': 'amd64' },
        tolerations: [{ key: 'shop', operator: 'Exists', effect: 'NoSchedule' }],
        affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
        priorityClassName: 'system-cluster-critical',
        spread: 'DoNotSchedule',
      },
    },
  ],
  'everything optional off, and no workers': [
    {
      worker: { replicas: 0, disruptionBudget: { enabled: false } },
      gateway: { disruptionBudget: { enabled: false } },
      setup: { enabled: false },
      networkPolicy: { enabled: false },
      serviceAccount: { create: false, name: 'default' },
    },
  ],
  'a home that stays, and budgets in percent': [
    {
      worker: { home: { existingClaim: 'home' }, disruptionBudget: { maxUnavailable: '50%' } },
      gateway: { disruptionBudget: { maxUnavailable: 0 } },
    },
  ],
  'a proxy, traces and more ways out': [
    {
      settings: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.monitoring.svc:4318',
        ONBOARDING_LOG_LEVEL: 'warn',
      },
      worker: { settings: { HTTPS_PROXY: 'http://proxy.internal:3128', NO_PROXY: 'localhost' } },
      networkPolicy: {
        extraEgress: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 8443 }] }],
      },
    },
  ],
};

const CASES: [string, Values][] = [
  ...EXAMPLE_FILES.map((file): [string, Values] => [`the example ${basename(file)}`, valuesOf(file)]),
  ...Object.entries(MATRIX).map(([name, parts]): [string, Values] => [name, parts.reduce(withValues, LEAST)]),
];

let namespaces = 0;

function newNamespace(): string {
  namespaces += 1;
  const name = `case-${namespaces}`;
  cluster.makeNamespace(name);
  return name;
}

const QUIETLY = { status: 0, stderr: '' };

test.each(CASES)('the API server accepts without a warning: %s', (_, values) => {
  const namespace = newNamespace();
  const manifests = rendered({ helm: programs.helm, values, namespace });
  expect(cluster.apply(manifests, namespace)).toMatchObject(QUIETLY);
  expect(cluster.apply(podsThatControllersMake(manifests), namespace)).toMatchObject(QUIETLY);
});

/** No controller runs here, and only pods themselves are refused by PodSecurity. */
function podsThatControllersMake(manifests: readonly Manifest[]): Manifest[] {
  const isManaged = ofKind(manifests, 'WorkerDeployment').length > 0;
  const pods = Object.entries(podsOf(manifests)).filter(([name]) => !/-(check|answers)$/.test(name));
  const scaled = ofKind(manifests, 'WorkerResourceTemplate').map(({ metadata, spec }) => {
    const { template } = spec as { template: { apiVersion: string; kind: string; spec: object } };
    return {
      ...template,
      metadata: { name: `${metadata.name}-v1` },
      spec: { ...template.spec, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'v1' } },
    };
  });
  return [
    ...pods.map(([name, template]) =>
      podOfTemplate(`${name}-0`, isManaged && name.endsWith('-worker') ? managed(template) : template),
    ),
    ...scaled,
  ];
}

function podOfTemplate(name: string, { metadata, spec }: PodTemplate): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name }, spec };
}

/** What the Worker Controller adds with mTLS; see ApplyControllerPodSpecModifications in its internal/k8s. */
function managed({ metadata, spec }: PodTemplate): PodTemplate {
  const added = [
    ...['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'TEMPORAL_DEPLOYMENT_NAME', 'TEMPORAL_WORKER_BUILD_ID'],
    ...['TEMPORAL_TLS_SERVER_NAME', 'TEMPORAL_TLS'],
    ...['TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_CLIENT_CERT_PATH'],
  ].map((name) => ({ name, value: 'given' }));
  const mount = { name: 'temporal-tls', mountPath: '/etc/temporal/tls' };
  const volume = { name: 'temporal-tls', secret: { secretName: 'certificate' } };
  const containers = spec.containers.map((container): Container => ({
    ...container,
    env: [...(container.env ?? []), ...added],
    volumeMounts: [...(container.volumeMounts ?? []), mount],
  }));
  return {
    metadata: { labels: { ...metadata.labels, 'temporal.io/build-id': 'v1' } },
    spec: { ...spec, containers, volumes: [...(spec.volumes ?? []), volume] },
  };
}

test('the API server would refuse an unknown field, and would warn of a container with more privileges', () => {
  const namespace = newNamespace();
  const manifests = rendered({ helm: programs.helm, values: LEAST, namespace });
  const changed = (from: string, to: string) =>
    JSON.parse(JSON.stringify(manifests).replaceAll(from, to)) as Manifest[];
  expect(cluster.apply(changed('"periodSeconds"', '"periodSecond"'), namespace)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('periodSecond') as string,
  });
  const privileged = changed('"allowPrivilegeEscalation":false', '"allowPrivilegeEscalation":true');
  expect(cluster.apply(ofKind(privileged, 'Deployment'), namespace).stderr).toMatch(
    /would violate PodSecurity/,
  );
  expect(cluster.apply(podsThatControllersMake(privileged), namespace)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('violates PodSecurity') as string,
  });
});

test('a release can be upgraded from the least values to all options and back, and leaves nothing', () => {
  const namespace = newNamespace();
  const all = [CODEC, AUTOSCALING, API_KEY, MONITORING, { gateway: { tls: { enabled: true } } }];
  const upgrade = (values: Values) =>
    cluster.helm(
      ...['upgrade', '--install', 'shop', CHART, '--namespace', namespace, '--no-hooks'],
      ...['--set-json', JSON.stringify(values)],
    );
  for (const values of [LEAST, all.reduce(withValues, LEAST), [CONTROLLER].reduce(withValues, LEAST), LEAST])
    expect(upgrade(values)).toMatchObject(QUIETLY);
  expect(cluster.helm('uninstall', 'shop', '--namespace', namespace, '--no-hooks').status).toBe(0);
  const kinds =
    'deployments,services,networkpolicies,poddisruptionbudgets,scaledobjects,workerdeployments,configmaps';
  const left = cluster.kubectl(['get', kinds, '--namespace', namespace, '--output', 'name']);
  expect(left).toMatchObject({ status: 0, stdout: '' });
});
