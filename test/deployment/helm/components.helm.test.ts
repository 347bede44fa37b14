import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Environment, readSettings } from '../../../src/settings';
import { readTemporalTarget } from '../../../src/temporal/temporalTarget';
import { chartText, EXAMPLE_FILES, type Manifest, type PodTemplate, valuesOf } from './chart';
import { clients } from './programs';
import { environmentOf, ofKind, podOf, podsOf, rendered, secretFilesOf } from './rendered';
import { LEAST, type Values, withValues } from './values';

jest.setTimeout(5 * 60_000);

let helm: string;

beforeAll(async () => {
  ({ helm } = await clients());
});

function manifestsOf(...parts: readonly Values[]): readonly Manifest[] {
  return rendered({ helm, values: parts.reduce(withValues, LEAST) });
}

const SECRETS = '/var/run/secrets/onboarding';
const EVENTS_SECRETS = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const CONTENTS: Readonly<Record<string, string>> = {
  'encryption-keys': `2026-12:${Buffer.alloc(32, 1).toString('base64')}`,
  'events-secrets': `${EVENTS_SECRETS.join('\n')}\n`,
};

const CODEC = { codecServer: { enabled: true, tokens: true } };
const MTLS = { temporal: { authentication: 'mtls', tls: { customCa: true } } };
const ADOBE = { ONBOARDING_GATEWAY_EVENTS_CLIENT_ID: 'a-client' };
const CONTROLLER = { worker: { controller: { enabled: true } } };

describe('what the product reads of its environment', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onboarding-chart-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The environment of a pod on this machine, whose files with secrets are in a folder. */
  function onThisMachine(pod: PodTemplate): Environment {
    for (const file of secretFilesOf(pod)) {
      writeFileSync(join(folder, file), CONTENTS[file] ?? 'a-secret-of-many-characters');
    }
    const variables = Object.entries(environmentOf(pod));
    return Object.fromEntries(
      variables
        .map(([name, value]): [string, string] => [name, value.replace(SECRETS, folder)])
        .filter(([, value]) => value !== ''),
    );
  }

  const EXAMPLES = EXAMPLE_FILES.map((file) => [file, valuesOf(file)] as const).filter(
    // Nobody knows the files of a CSI driver beforehand.
    ([, values]) => (values['secrets'] as Values | undefined)?.['source'] !== 'csi',
  );

  test.each(EXAMPLES)('%s: each component accepts its settings, and reaches the same server', (_, values) => {
    const manifests = rendered({ helm, values });
    const { address, namespace } = values['temporal'] as { address: string; namespace: string };
    const worker = onThisMachine(podOf(manifests, 'worker'));
    expect(readSettings(worker).tenant).toMatchObject(values['tenant'] as object);
    const gateway = onThisMachine(podOf(manifests, 'gateway'));
    expect(readSettings(gateway, ['service', 'gateway', 'restEndpoint']).gateway).toMatchObject({
      address: { host: '0.0.0.0', port: 8088 },
      keysFile: join(folder, 'gateway-keys.json'),
    });
    const reaching = ['gateway', 'setup', 'check'].map((name) => onThisMachine(podOf(manifests, name)));
    for (const environment of reaching) {
      expect(readTemporalTarget(environment)).toMatchObject({ connectionOptions: { address }, namespace });
    }
  });

  test('the codec server gets its tokens from a file', () => {
    const codec = onThisMachine(podOf(manifestsOf(CODEC), 'codec-server'));
    const { codecServer } = readSettings(codec, ['service', 'codecServer']);
    expect(codecServer.tokens).toEqual(['a-secret-of-many-characters']);
  });

  test('the gateway gets the secrets of events from a file', () => {
    const pod = podOf(manifestsOf({ gateway: { signedEvents: true, settings: ADOBE } }), 'gateway');
    const { gateway } = readSettings(onThisMachine(pod), ['service', 'gateway']);
    expect(gateway).toMatchObject({ eventsSecrets: EVENTS_SECRETS, eventsClientId: 'a-client' });
  });

  test('with mTLS, certificate, key and certificate authority reach the connection', () => {
    const gateway = onThisMachine(podOf(manifestsOf(MTLS), 'gateway'));
    expect(readTemporalTarget(gateway)?.connectionOptions.tls).toMatchObject({
      clientCertPair: { crt: expect.anything() as unknown, key: expect.anything() as unknown },
      serverRootCACertificate: expect.anything() as unknown,
    });
  });

  test('with an API key, TLS is on', () => {
    const gateway = podOf(manifestsOf({ temporal: { authentication: 'apiKey' } }), 'gateway');
    const target = readTemporalTarget({ ...onThisMachine(gateway), TEMPORAL_API_KEY: 'key' });
    expect(target?.connectionOptions).toMatchObject({ apiKey: 'key', tls: expect.anything() as unknown });
  });
});

test('settings keep their text: a large number has no exponent, and the component takes precedence', () => {
  const manifests = manifestsOf({
    settings: { ONBOARDING_LOG_LEVEL: 'warn' },
    worker: { settings: { ONBOARDING_REQUIRE_ENCRYPTION: true, ONBOARDING_LOG_LEVEL: 'debug' } },
    gateway: { settings: { ONBOARDING_GATEWAY_RATE: 1_000_000 } },
  });
  expect(environmentOf(podOf(manifests, 'gateway'))).toMatchObject({
    ONBOARDING_GATEWAY_RATE: '1000000',
    ONBOARDING_LOG_LEVEL: 'warn',
  });
  expect(environmentOf(podOf(manifests, 'worker'))).toMatchObject({
    ONBOARDING_REQUIRE_ENCRYPTION: 'true',
    ONBOARDING_LOG_LEVEL: 'debug',
  });
});

test('no variable is given twice', () => {
  const gateway = { tls: { enabled: true }, signedEvents: true, settings: ADOBE };
  const all = [CODEC, MTLS, { gateway, secrets: { extraCa: { enabled: true } } }];
  for (const [name, { spec }] of Object.entries(podsOf(manifestsOf(...all)))) {
    const names = spec.containers.flatMap(({ env = [] }) => env.map((variable) => variable.name));
    expect([name, names]).toEqual([name, [...new Set(names)]]);
  }
});

describe('secrets', () => {
  const everything = [
    CODEC,
    MTLS,
    {
      gateway: { tls: { enabled: true }, signedEvents: true, settings: ADOBE },
      secrets: { extraCa: { enabled: true } },
    },
  ];

  test.each([
    [
      'worker',
      ['client-secret', 'encryption-keys', 'extra-ca.crt', 'temporal.crt', 'temporal.key', 'temporal-ca.crt'],
    ],
    [
      'gateway',
      [
        ...['encryption-keys', 'gateway-keys.json', 'events-secrets', 'gateway.crt', 'gateway.key'],
        ...['extra-ca.crt', 'temporal.crt', 'temporal.key', 'temporal-ca.crt'],
      ],
    ],
    ['codec-server', ['encryption-keys', 'codec-tokens', 'extra-ca.crt']],
    ['setup', ['temporal.crt', 'temporal.key', 'temporal-ca.crt']],
    ['answers', []],
  ])('reach %s only as far as it reads them', (component, files) => {
    expect(secretFilesOf(podOf(manifestsOf(...everything), component))).toEqual(files);
  });

  test('of a CSI driver have a class for each component', () => {
    const secretProviderClass = { worker: 'a', gateway: 'b', codecServer: 'c', setup: 'd' };
    const manifests = manifestsOf(...everything, {
      secrets: { source: 'csi', csi: { secretProviderClass } },
    });
    const classOf = (component: string) =>
      (podOf(manifests, component).spec.volumes ?? []).flatMap(({ csi }) => csi?.volumeAttributes ?? []);
    for (const [component, name] of [
      ['worker', 'a'],
      ['gateway', 'b'],
      ['codec-server', 'c'],
      ['setup', 'd'],
    ] as const)
      expect(classOf(component)).toEqual([{ secretProviderClass: name }]);
  });

  test('of External Secrets are made once each, with what is read of them', () => {
    const values = valuesOf(EXAMPLE_FILES.find((file) => file.endsWith('/external-secrets.yaml')));
    const made = ofKind(rendered({ helm, values }), 'ExternalSecret').map(({ metadata, spec }) => {
      const { target, data } = spec as {
        target: { name: string; template?: object };
        data: { secretKey: string }[];
      };
      return [metadata.name, target.name, target.template, data.map(({ secretKey }) => secretKey)];
    });
    expect(made).toEqual([
      ['commerce-onboarding', 'commerce-onboarding', undefined, ['client-secret', 'encryption-keys']],
      ['commerce-onboarding-gateway', 'commerce-onboarding-gateway', undefined, ['gateway-keys.json']],
      [
        'commerce-onboarding-temporal-tls',
        'commerce-onboarding-temporal-tls',
        { type: 'kubernetes.io/tls' },
        ['tls.crt', 'tls.key'],
      ],
    ]);
  });

  test('of External Secrets have the certificate authority where the Worker Controller reads it', () => {
    const entry = { key: 'onboarding/temporal' };
    const remote = {
      ...{ clientSecret: entry, encryptionKeys: entry, gatewayKeys: entry },
      temporalCertificate: { certificate: entry, privateKey: entry },
      temporalCa: { key: 'onboarding/ca' },
    };
    const externalSecret = { store: { name: 'vault' }, remote };
    const manifests = manifestsOf(CONTROLLER, MTLS, {
      secrets: { source: 'externalSecret', externalSecret },
    });
    const certificate = ofKind(manifests, 'ExternalSecret').find(
      ({ metadata }) => metadata.name === 'commerce-onboarding-temporal-tls',
    );
    expect((certificate?.spec as { data: unknown }).data).toContainEqual({
      secretKey: 'ca.crt',
      remoteRef: { key: 'onboarding/ca' },
    });
  });

  test('are nowhere in the manifests: an API key is a reference', () => {
    const { spec } = podOf(manifestsOf({ temporal: { authentication: 'apiKey' } }), 'worker');
    const [container] = spec.containers;
    expect(container?.env).toContainEqual({
      name: 'TEMPORAL_API_KEY',
      valueFrom: { secretKeyRef: { name: 'commerce-onboarding-temporal', key: 'api-key' } },
    });
  });
});

test.each([0, 75, 3600])('with a shutdown grace of %i s, a worker has 15 s more to stop', (seconds) => {
  const pod = podOf(manifestsOf({ worker: { shutdownGraceSeconds: seconds } }), 'worker');
  expect(environmentOf(pod)['ONBOARDING_SHUTDOWN_GRACE']).toBe(`${seconds}s`);
  expect(pod.spec.terminationGracePeriodSeconds).toBe(seconds + 15);
});

test('no pod gets a token of the Kubernetes API', () => {
  const manifests = manifestsOf(CODEC);
  for (const { spec } of Object.values(podsOf(manifests)))
    expect(spec.automountServiceAccountToken).toBe(false);
  expect(ofKind(manifests, 'ServiceAccount')).toMatchObject([{ automountServiceAccountToken: false }]);
});

test('setup runs before everything else, unless External Secrets makes its credentials with the release', () => {
  const hookOf = (manifests: readonly Manifest[]) =>
    ofKind(manifests, 'Job')[0]?.metadata.annotations?.['helm.sh/hook'];
  expect(hookOf(manifestsOf(MTLS))).toBe('pre-install,pre-upgrade');
  const values = valuesOf(EXAMPLE_FILES.find((file) => file.endsWith('/external-secrets.yaml')));
  expect(hookOf(rendered({ helm, values }))).toBe('post-install,post-upgrade');
});

describe('with the Worker Controller', () => {
  test('a worker takes the build from its label, and the name from the resource', () => {
    const manifests = manifestsOf(CONTROLLER);
    const [deployment] = ofKind(manifests, 'WorkerDeployment');
    const { spec } = podOf(manifests, 'worker');
    expect(spec.containers[0]?.env).toContainEqual({
      name: 'ONBOARDING_BUILD_ID',
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['temporal.io/build-id']" } },
    });
    expect(environmentOf(podOf(manifests, 'worker'))['ONBOARDING_DEPLOYMENT']).toBe(
      `onboarding/${deployment?.metadata.name}`,
    );
    expect(ofKind(manifests, 'Deployment').map(({ metadata }) => metadata.name)).toEqual([
      'shop-commerce-onboarding-gateway',
    ]);
  });

  test('the controller alone names the server, and each build has a ScaledObject of its own', () => {
    const manifests = manifestsOf(CONTROLLER, MTLS, { worker: { autoscaling: { enabled: true } } });
    const names = Object.keys(environmentOf(podOf(manifests, 'worker'))).filter((name) =>
      name.startsWith('TEMPORAL_'),
    );
    expect(names).toEqual(['TEMPORAL_TLS_SERVER_CA_CERT_PATH']);
    expect(ofKind(manifests, 'ScaledObject')).toEqual([]);
    const [template] = ofKind(manifests, 'WorkerResourceTemplate');
    expect(template?.spec).toMatchObject({
      template: {
        spec: {
          scaleTargetRef: {},
          triggers: [{ metadata: { namespace: '', workerDeploymentName: '', workerDeploymentBuildId: '' } }],
        },
      },
    });
  });
});

describe('the trigger of KEDA', () => {
  function triggerOf(...parts: readonly Values[]) {
    const [scaled] = ofKind(
      manifestsOf({ worker: { autoscaling: { enabled: true } } }, ...parts),
      'ScaledObject',
    );
    const { triggers } = scaled?.spec as { triggers: { type: string; metadata: Record<string, unknown> }[] };
    return triggers[0]!;
  }

  test('asks for the backlog of the task queue, in the words of the Temporal scaler of 2.17', () => {
    expect(triggerOf()).toEqual({
      type: 'temporal',
      metadata: {
        endpoint: 'temporal-frontend.temporal.svc:7233',
        namespace: 'default',
        taskQueue: 'customer-onboarding',
        queueTypes: 'workflow,activity',
        targetQueueSize: '100',
      },
    });
  });

  test('of workers with a build asks for the backlog of that build', () => {
    expect(triggerOf({ worker: { settings: { ONBOARDING_BUILD_ID: 'v2' } } }).metadata).toMatchObject({
      workerDeploymentName: 'customer-onboarding',
      workerDeploymentBuildId: 'v2',
    });
  });

  test('leaves the number of workers to KEDA', () => {
    const [worker] = ofKind(manifestsOf({ worker: { autoscaling: { enabled: true } } }), 'Deployment').filter(
      ({ metadata }) => metadata.name.endsWith('-worker'),
    );
    expect(worker?.spec).not.toHaveProperty('replicas');
  });
});

test('pods may go to DNS, Temporal and port 443, and to the ports that settings name', () => {
  interface Rules {
    readonly egress: readonly { readonly ports?: readonly { readonly port: number }[] }[];
  }
  const portsOf = (component: string, ...parts: readonly Values[]) => {
    const [policy] = ofKind(manifestsOf(CODEC, ...parts), 'NetworkPolicy').filter(({ metadata }) =>
      metadata.name.endsWith(`-${component}`),
    );
    return (policy?.spec as Rules).egress.flatMap(({ ports = [] }) => ports.map(({ port }) => port));
  };
  expect(portsOf('worker')).toEqual([53, 53, 7233, 443]);
  expect(portsOf('gateway')).toEqual([53, 53, 7233]);
  expect(portsOf('gateway', { gateway: { settings: ADOBE } })).toEqual([53, 53, 7233, 443]);
  expect(portsOf('codec-server')).toEqual([53, 53, 443]);
  expect(portsOf('setup')).toEqual([53, 53, 7233]);
  const settings = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  const proxy = { HTTPS_PROXY: 'http://proxy.internal' };
  expect(portsOf('worker', { settings, worker: { settings: proxy } })).toEqual([53, 53, 7233, 443, 80, 4318]);
});

test('Prometheus and Grafana get the files of the repository', () => {
  const on = { enabled: true };
  const manifests = manifestsOf({ monitoring: { prometheusRule: on, dashboard: on, podMonitor: on } });
  expect(ofKind(manifests, 'PrometheusRule')[0]?.spec).toEqual(parse(chartText('files/alerts.yml')));
  const dashboard = ofKind(manifests, 'ConfigMap')[0] as unknown as { data: Record<string, string> };
  expect(`${dashboard.data['onboarding.json']}\n`).toBe(chartText('files/onboarding.json'));
});
