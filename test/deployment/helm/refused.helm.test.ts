import { spawnSync } from 'node:child_process';
import { CHART, EXAMPLE_FILES } from './chart';
import { clients } from './programs';
import { render } from './rendered';
import { LEAST, type Values, withValues } from './values';

jest.setTimeout(5 * 60_000);

let helm: string;

beforeAll(async () => {
  ({ helm } = await clients());
});

test.each(EXAMPLE_FILES)('helm lint --strict finds nothing with %s', (file) => {
  const { status, stdout } = spawnSync(helm, ['lint', '--strict', CHART, '--values', file], {
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.not.stringMatching(/\[(ERROR|WARNING)\]/) });
});

function problemOf(values: Values): string {
  const rendering = render({ helm, values });
  return rendering.ok ? '' : rendering.problem;
}

test('each value without a default must be set, and all of them are named at once', () => {
  const problem = problemOf({});
  for (const path of ['/image/repository', '/temporal/address', '/tenant/restEndpoint', '/tenant/clientId'])
    expect(problem).toContain(`at '${path}'`);
});

/** A value at a path, and what the refusal names. */
const WRONG: [string, unknown, named?: string][] = [
  ['replicas', 3],
  ['image.tags', 'v1'],
  ['image.digest', 'v1'],
  ['image.pullPolicy', 'Sometimes'],
  ['imagePullSecrets', ['registry']],
  ['fullnameOverride', 'a.b'],
  ['temporal.address', 'http://temporal:7233'],
  ['temporal.address', 'temporal'],
  ['temporal.authentication', 'basic'],
  ['temporal.tls.enabled', 'true'],
  ['temporal.tls.servername', 'a'],
  ['taskQueue', 'customer onboarding'],
  ['tenant.restEndpoint', 'na1.api.commerce.adobe.com'],
  ['tenant.clientSecret', 'secret'],
  ['secrets.source', 'vault'],
  ['secrets.clientSecret.value', 'secret'],
  ['secrets.clientSecret.name', 'Upper'],
  ['secrets.externalSecret.refreshInterval', '1 hour'],
  ['secrets.externalSecret.remote.clientSecret', { property: 'a' }],
  ['secrets.csi.secretProviderClass.gatway', 'a'],
  ['settings.ONBOARDING_LOG_LEVEL', 'verbose'],
  ['settings.CLIENT_SECRET', 'secret'],
  ['listenHost', '127.0.0.1'],
  ['worker.replcas', 3],
  ['worker.replicas', '3'],
  ['worker.replicas', -1],
  ['worker.shutdownGraceSeconds', '75s'],
  ['worker.settings.ONBOARDING_CONCURENCY', 3],
  ['worker.settings.ONBOARDING_CONCURRENCY', 0],
  ['worker.settings.ONBOARDING_RETRY_MAX', 60],
  ['worker.settings.ONBOARDING_GATEWAY_RATE', 60],
  ['worker.settings.ONBOARDING_ENCRYPTION', 'off'],
  ['worker.settings.ONBOARDING_SHUTDOWN_GRACE', '10s'],
  ['worker.settings.ONBOARDING_VERSIONING', 'on'],
  ['worker.settings.ONBOARDING_REQUIRE_ENCRYPTION', 'yes'],
  ['worker.settings.HTTPS_PROXY', 'proxy:3128'],
  ['worker.resources.limits.memory', '1 GB'],
  ['worker.resources.limit', {}],
  ['worker.home.claim', 'a'],
  ['worker.disruptionBudget.maxUnavailable', 'half'],
  ['worker.autoscaling.minReplicas', 0],
  ['worker.autoscaling.targetQueueSize', '100'],
  ['worker.controller.rollout.strategy', 'Canary'],
  ['worker.controller.rollout.steps', []],
  ['worker.controller.rollout.steps', [{ rampPercentage: 101, pauseDuration: '1m' }], 'rampPercentage'],
  ['worker.controller.sunset.deleteDelay', '3 days'],
  ['gateway.settings.ONBOARDING_GATEWAY_ADDRESS', '0.0.0.0:80'],
  ['gateway.service.type', 'ExternalName'],
  ['gateway.service.port', 70_000],
  ['gateway.ingress', { enabled: true, host: 'a.example.com' }, '/gateway/ingress/tlsSecret'],
  ['gateway.ingress', { enabled: true, tlsSecret: 'a' }, '/gateway/ingress/host'],
  ['codecServer.tokens', 'a-token'],
  ['codecServer.settings.ONBOARDING_CODEC_TOKENS', 'a-token'],
  ['setup.retention', '12h'],
  ['serviceAccount.automount', true],
  ['pod.runAsUser', 0],
  ['pod.spread', 'Never'],
  ['pod.securityContext', {}],
  ['networkPolicy.gatewayFrom', [{ namespace: 'a' }]],
  ['networkPolicy.gatewayFrom', [{}]],
  ['monitoring.podMonitor.interval', 15],
  ['monitoring.podMonitor.enable', true],
  ['monitoring.dashboard.labels.grafana_dashboard', 1],
];

function valueAt(path: string, value: unknown): Values {
  return path
    .split('.')
    .reverse()
    .reduce((inner: unknown, name) => ({ [name]: inner }), value) as Values;
}

const lastOf = (path: string) => path.split('.').at(-1) ?? '';

test.each(WRONG.map(([path, value, named = lastOf(path)]) => [path, value, named] as const))(
  '%s cannot be %j, and the refusal names %s',
  (path, value, named) => {
    const problem = problemOf(withValues(LEAST, valueAt(path, value)));
    expect(problem).toContain("values don't meet the specifications of the schema");
    expect(problem).toContain(named);
  },
);

/** Values that contradict each other. */
const CONTRADICTIONS: [string, Values][] = [
  ['codecServer.enabled', { codecServer: { enabled: true } }],
  [
    'codecServer.enabled',
    { codecServer: { enabled: true, settings: { ONBOARDING_CODEC_JWKS: 'https://a.example.com/keys' } } },
  ],
  [
    'worker.settings.ONBOARDING_BUILD_ID',
    { worker: { controller: { enabled: true }, settings: { ONBOARDING_BUILD_ID: 'v1' } } },
  ],
  ['worker.autoscaling.maxReplicas', { worker: { autoscaling: { enabled: true, minReplicas: 7 } } }],
  [
    'worker.autoscaling.enabled',
    { worker: { autoscaling: { enabled: true } }, temporal: { tls: { enabled: true } } },
  ],
  [
    'temporal.tls.customCa',
    {
      worker: { autoscaling: { enabled: true } },
      temporal: { authentication: 'apiKey', tls: { customCa: true } },
    },
  ],
  ['secrets.externalSecret.store.name', { secrets: { source: 'externalSecret' } }],
  [
    'secrets.externalSecret.remote.clientSecret',
    { secrets: { source: 'externalSecret', externalSecret: { store: { name: 'vault' } } } },
  ],
  [
    'secrets.csi.secretProviderClass.worker',
    { secrets: { source: 'csi', csi: { secretProviderClass: { gateway: 'a' } } } },
  ],
];

test.each(CONTRADICTIONS)('%s is named when it contradicts other values: %j', (named, values) => {
  expect(problemOf(withValues(LEAST, values))).toContain(named);
});
