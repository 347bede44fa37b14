import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { parse } from 'yaml';
import packageJson from '../../../package.json';
import { durationMs } from '../../../src/contract/parse/durationText';
import { CODEC_SERVER_SETTINGS } from '../../../src/settings/codecServerSettings';
import { DEPLOYMENT_SETTINGS } from '../../../src/settings/deploymentSettings';
import { ENCRYPTION_SETTINGS } from '../../../src/settings/encryptionSettings';
import { EVENTS_SETTINGS } from '../../../src/settings/eventsSettings';
import { GATEWAY_SETTINGS } from '../../../src/settings/gatewaySettings';
import { SERVICE_SETTINGS } from '../../../src/settings/serviceSettings';
import type { Setting } from '../../../src/settings/setting';
import { SETTINGS_TABLE } from '../../../src/settings/settingsTable';
import { TENANT_SETTINGS } from '../../../src/settings/tenantSettings';
import { WORKER_SETTINGS } from '../../../src/settings/workerSettings';
import { repository } from '../composeFile';
import {
  CHART,
  chartText,
  EXAMPLE_FILES,
  settingsOf,
  type ValuesSchema,
  valuesOf,
  valuesSchema,
} from './chart';
import { allValues, LEAST, withValues } from './values';

const validate = new Ajv({ allowUnionTypes: true, strictTypes: false, strictRequired: false }).compile(
  valuesSchema,
);

/** Settings that the templates set themselves, in one form or the other, because other parts rely on them. */
const FIXED = [
  ...[WORKER_SETTINGS.metricsAddress, WORKER_SETTINGS.shutdownGraceMs],
  ...[TENANT_SETTINGS.clientId, TENANT_SETTINGS.clientSecret, TENANT_SETTINGS.restEndpoint],
  ...[SERVICE_SETTINGS.taskQueue, SERVICE_SETTINGS.home, ENCRYPTION_SETTINGS.keys],
  ...[GATEWAY_SETTINGS.address, GATEWAY_SETTINGS.keysFile],
  EVENTS_SETTINGS.file,
  ...[GATEWAY_SETTINGS.tlsCertFile, GATEWAY_SETTINGS.tlsKeyFile, GATEWAY_SETTINGS.eventsSecrets],
  CODEC_SERVER_SETTINGS.tokens,
];

/** The embedded server's, and the switch that turns encryption off. */
const NOT_HERE = [SERVICE_SETTINGS.temporalCli, ENCRYPTION_SETTINGS.mode];

const namesOf = (...groups: Record<string, Setting<unknown>>[]) =>
  groups
    .flatMap((group): Setting<unknown>[] => Object.values(group))
    .filter((setting) => ![...FIXED, ...NOT_HERE].some(({ name }) => name === setting.name))
    .map(({ name }) => name)
    .sort();

const SHARED = { logLevel: SERVICE_SETTINGS.logLevel, tracesEndpoint: SERVICE_SETTINGS.tracesEndpoint };

test('the values accept each setting of a component by its name, and no other', () => {
  const proxy = ['HTTPS_PROXY', 'NO_PROXY'];
  const ofWorker = namesOf(
    TENANT_SETTINGS,
    WORKER_SETTINGS,
    DEPLOYMENT_SETTINGS,
    ENCRYPTION_SETTINGS,
    SHARED,
  );
  expect(settingsOf('worker').sort()).toEqual([...ofWorker, ...proxy].sort());
  expect(settingsOf('gateway').sort()).toEqual([...namesOf(GATEWAY_SETTINGS, SHARED), ...proxy].sort());
  expect(settingsOf('codecServer').sort()).toEqual(
    namesOf(CODEC_SERVER_SETTINGS, { logLevel: SERVICE_SETTINGS.logLevel }),
  );
});

test('every variable in the templates is a setting, or one of the libraries', () => {
  const text = ['_environment.tpl', 'gateway/deployment.yaml', 'codec-server/deployment.yaml']
    .map((name) => chartText(`templates/${name}`))
    .join('\n');
  const set = new Set(
    [...text.matchAll(/name: ((?:ONBOARDING|CLIENT|REST|IMS|COMMERCE)_\w+)/g)].map(([, name]) => name),
  );
  const names = SETTINGS_TABLE.flatMap(({ settings }) => settings.map(({ name }) => name));
  expect(
    [...set].filter((name = '') => !names.includes(name.replace(/_FILE$/, '')) && !names.includes(name)),
  ).toEqual([]);
  const expected = FIXED.map(({ name }) => name).filter((name) => !set.has(name) && !set.has(`${name}_FILE`));
  expect(expected).toEqual([]);
});

test("the schema accepts the chart's own values once the four are set, and every example", () => {
  expect([validate(allValues({})), validate.errors]).toEqual([true, null]);
  for (const file of EXAMPLE_FILES) {
    const values = withValues(valuesOf(), valuesOf(file));
    expect([file, validate(values), validate.errors]).toEqual([file, true, null]);
  }
  expect(validate(valuesOf())).toBe(false);
  expect(LEAST).toMatchObject({ image: {}, temporal: {}, tenant: {} });
});

test('the schema knows each value of values.yaml, and values.yaml names each value of the schema', () => {
  const named = pathsOf(valuesOf());
  const known = pathsOfSchema(valuesSchema).filter((path) => path !== 'global');
  expect(
    known.filter((path) => !named.some((other) => isWithin(other, path) || isWithin(path, other))),
  ).toEqual([]);
  expect(named.filter((path) => !known.some((other) => isWithin(path, other)))).toEqual([]);
});

const isWithin = (path: string, folder: string) => path === folder || path.startsWith(`${folder}.`);

function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  const members = Object.entries(value);
  if (members.length === 0) return [path];
  return members.flatMap(([name, member]) => pathsOf(member, path === '' ? name : `${path}.${name}`));
}

/** The paths of the leaves. Settings, which a test above compares, count as one, as do entries that have no default. */
function pathsOfSchema(schema: ValuesSchema, path = ''): string[] {
  const { properties } = resolved(schema);
  if (!properties || /(settings|\.remote|\.resources)$/.test(path)) return [path];
  return Object.entries(properties).flatMap(([name, member]) =>
    pathsOfSchema(member, path === '' ? name : `${path}.${name}`),
  );
}

function resolved(schema: ValuesSchema): ValuesSchema {
  const name = schema.$ref?.split('/').at(-1);
  return (name !== undefined && valuesSchema.definitions?.[name]) || schema;
}

test('a template reads each value, or passes on the object that it is in', () => {
  const folder = join(CHART, 'templates');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const texts = files
    .filter((name) => /\.(yaml|tpl|txt)$/.test(name))
    .map((name) => chartText(`templates/${name}`));
  const read = new Set(texts.join('\n').match(/(?<=[."])\w+/g));
  const names = pathsOf(valuesOf()).map((path) => {
    const [object] = /^.*?\.(resources|rollout|sunset|labels|store)(?=\.)/.exec(path) ?? [path];
    return [path, object.split('.').at(-1) ?? ''] as const;
  });
  expect(names.filter(([, name]) => !read.has(name)).map(([path]) => path)).toEqual([]);
});

test('no object of the schema accepts a member that it does not name, unless all its members are free', () => {
  const open = objectsOf(valuesSchema).filter(
    ({ properties, additionalProperties }) => properties && additionalProperties !== false,
  );
  expect(open).toEqual([]);
});

function objectsOf(schema: unknown): ValuesSchema[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const within = Object.entries(schema)
    // A condition repeats members to look at their values.
    .filter(([name]) => name !== 'if' && name !== 'then')
    .flatMap(([, member]) => objectsOf(member));
  return (schema as ValuesSchema).type === 'object' ? [schema, ...within] : within;
}

test("a worker's pod has more time to stop than the worker takes, whose default is the setting's", () => {
  const { presence } = WORKER_SETTINGS.shutdownGraceMs;
  const { worker } = valuesOf() as { worker: { shutdownGraceSeconds: number } };
  expect(presence).toEqual({ kind: 'default', text: `${worker.shutdownGraceSeconds}s` });
  expect(durationMs('75s')).toBe(worker.shutdownGraceSeconds * 1_000);
  const [, more] =
    /terminationGracePeriodSeconds: \{\{ add \.Values\.worker\.shutdownGraceSeconds (\d+) \}\}/.exec(
      chartText('templates/worker/_pod.tpl'),
    ) ?? [];
  expect(Number(more)).toBeGreaterThanOrEqual(10);
});

test('the chart has the version of the package, and installs the image of that version', () => {
  expect(parse(chartText('Chart.yaml'))).toMatchObject({
    version: packageJson.version,
    appVersion: packageJson.version,
  });
});

test.each([
  ['files/alerts.yml', 'observability/prometheus/alerts.yml'],
  ['files/onboarding.json', 'observability/grafana/onboarding.json'],
])('%s is a copy of %s', (copy, original) => {
  expect(chartText(copy)).toBe(readFileSync(join(repository, original), 'utf8'));
});

test('the ports of the templates are those of docker-compose.yml and the product', () => {
  const { service } = valuesOf()['gateway'] as { service: { port: number } };
  expect(GATEWAY_SETTINGS.address.presence).toEqual({ kind: 'default', text: `127.0.0.1:${service.port}` });
});
