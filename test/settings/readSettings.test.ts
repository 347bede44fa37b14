import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type Environment,
  readRestEndpoint,
  readService,
  readSettings,
  readTenant,
  readWorker,
  SettingsError,
} from '../../src/settings';

const REQUIRED = {
  CLIENT_ID: 'my-client',
  CLIENT_SECRET: 'p8e-secret',
  REST_ENDPOINT: 'https://na1-sandbox.api.commerce.adobe.com/AbCYab34cdEfGHiJ27123',
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function problemsWith(environment: Environment): readonly string[] {
  return problemsOf(() => readSettings({ ...REQUIRED, ...environment }));
}

test('three settings are enough, and the others have the documented defaults', () => {
  expect(readSettings(REQUIRED)).toStrictEqual({
    tenant: {
      clientId: 'my-client',
      clientSecret: 'p8e-secret',
      restEndpoint: REQUIRED.REST_ENDPOINT,
      imsEndpoint: 'https://ims-na1.adobelogin.com',
      imsScope:
        'openid,AdobeID,email,additional_info.projectedProductContext,profile,commerce.aco.ingestion,commerce.accs,org.read,additional_info.roles',
    },
    worker: {
      connectTimeoutMs: 5_000,
      requestTimeoutMs: 60_000,
      retryFirstMs: 1_000,
      retryMaxMs: 60_000,
      giveUpAfterMs: 24 * 3_600_000,
      shutdownGraceMs: 75_000,
      concurrency: 100,
      importConcurrency: 64,
      clockToleranceMs: 30_000,
      events: [],
      nexus: false,
      requireEncryption: false,
    },
    service: {
      taskQueue: 'customer-onboarding',
      home: resolve('.onboarding'),
      logLevel: 'info',
      encryption: { mode: 'on' },
    },
  });
});

test('every setting can be given', () => {
  const environment = {
    ...REQUIRED,
    IMS_ENDPOINT: 'http://127.0.0.1:9000/',
    IMS_SCOPE: 'openid,commerce.accs',
    IMS_ORG_ID: '123@AdobeOrg',
    COMMERCE_STORE: 'all',
    ONBOARDING_CONNECT_TIMEOUT: '500ms',
    ONBOARDING_REQUEST_TIMEOUT: '2 minutes',
    ONBOARDING_RETRY_FIRST: '0.5s',
    ONBOARDING_RETRY_MAX: '500ms',
    ONBOARDING_GIVE_UP_AFTER: '7d',
    ONBOARDING_SHUTDOWN_GRACE: '0s',
    ONBOARDING_CONCURRENCY: '7',
    ONBOARDING_IMPORT_CONCURRENCY: '8',
    ONBOARDING_MAX_REQUESTS_PER_SECOND: '5',
    ONBOARDING_CLOCK_TOLERANCE: '0s',
    ONBOARDING_MARKER_ATTRIBUTE: 'onboarding_id',
    ONBOARDING_NEXUS: 'true',
    ONBOARDING_BUILD_ID: '1.2.0-rc_1',
    ONBOARDING_VERSIONING: 'pinned',
    ONBOARDING_TASK_QUEUE: 'tenant-b',
    ONBOARDING_HOME: '/var/lib/onboarding',
    ONBOARDING_ENCRYPTION: 'on',
    ONBOARDING_ENCRYPTION_KEYS: 'a:b',
    ONBOARDING_REQUIRE_ENCRYPTION: 'true',
    ONBOARDING_TEMPORAL_CLI: 'bin/temporal',
    ONBOARDING_LOG_LEVEL: 'debug',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
  };
  expect(readTenant(environment)).toMatchObject({
    imsEndpoint: 'http://127.0.0.1:9000',
    imsScope: 'openid,commerce.accs',
    imsOrgId: '123@AdobeOrg',
    store: 'all',
  });
  expect(readWorker(environment)).toEqual({
    events: [],
    connectTimeoutMs: 500,
    requestTimeoutMs: 120_000,
    retryFirstMs: 500,
    retryMaxMs: 500,
    giveUpAfterMs: 7 * 24 * 3_600_000,
    shutdownGraceMs: 0,
    concurrency: 7,
    importConcurrency: 8,
    maxRequestsPerSecond: 5,
    clockToleranceMs: 0,
    markerAttribute: 'onboarding_id',
    nexus: true,
    requireEncryption: true,
    build: { deployment: 'tenant-b', buildId: '1.2.0-rc_1', versioning: 'pinned' },
  });
  expect(readService(environment)).toEqual({
    taskQueue: 'tenant-b',
    home: resolve('/var/lib/onboarding'),
    encryption: { mode: 'on', keys: 'a:b' },
    temporalCli: resolve('bin/temporal'),
    logLevel: 'debug',
    tracesEndpoint: 'http://collector:4318',
  });
});

test('all missing names are reported together, one per line, with where to find the value', () => {
  expect(problemsOf(() => readSettings({ CLIENT_SECRET: '' }))).toEqual([
    expect.stringMatching(/^CLIENT_ID: is missing; .*developer\.adobe\.com\/console/),
    expect.stringMatching(/^CLIENT_SECRET: is missing; .*developer\.adobe\.com\/console/),
    expect.stringMatching(/^REST_ENDPOINT: is missing; .*experience\.adobe\.com/),
  ]);
});

test('the problems of all groups are reported together, as the lines of the message', () => {
  const environment = {
    REST_ENDPOINT: '<rest_endpoint>',
    CLIENT_ID: 'a',
    ONBOARDING_RETRY_FIRST: '1',
    ONBOARDING_CONCURRENCY: 'many',
    ONBOARDING_LOG_LEVEL: 'loud',
  };
  const problems = problemsOf(() => readSettings(environment));
  expect(problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
    'CLIENT_SECRET',
    'REST_ENDPOINT',
    'ONBOARDING_RETRY_FIRST',
    'ONBOARDING_CONCURRENCY',
    'ONBOARDING_LOG_LEVEL',
  ]);
  expect(() => readSettings(environment)).toThrow(problems.join('\n'));
});

test('a command reads only the groups that it needs: starting needs no secret', () => {
  const environment = { REST_ENDPOINT: `${REQUIRED.REST_ENDPOINT}/`, CLIENT_SECRET_FILE: '/does/not/exist' };
  expect(readRestEndpoint(environment)).toBe(REQUIRED.REST_ENDPOINT);
  expect(readSettings(environment, ['restEndpoint', 'service'])).toEqual({
    restEndpoint: REQUIRED.REST_ENDPOINT,
    service: expect.objectContaining({ taskQueue: 'customer-onboarding' }),
  });
  expect(problemsOf(() => readSettings({}, ['restEndpoint', 'service']))).toEqual([
    expect.stringMatching(/^REST_ENDPOINT: is missing/),
  ]);
});

test.each(Object.keys(REQUIRED))('a placeholder left in %s is refused by name', (name) => {
  expect(problemsWith({ [name]: '<put_it_here>' })).toEqual([
    expect.stringMatching(new RegExp(`^${name}: still holds a placeholder`)),
  ]);
});

test('the longest pause is at least the first one, and is reported beside other problems', () => {
  const line = expect.stringMatching(/^ONBOARDING_RETRY_MAX: is shorter than ONBOARDING_RETRY_FIRST/);
  expect(problemsWith({ ONBOARDING_RETRY_FIRST: '2m' })).toEqual([line]);
  expect(problemsWith({ ONBOARDING_RETRY_MAX: '999ms', ONBOARDING_CONCURRENCY: '0' })).toEqual([
    line,
    expect.stringMatching(/^ONBOARDING_CONCURRENCY: must be a whole number from 1/),
  ]);
  expect(problemsWith({ ONBOARDING_RETRY_FIRST: 'soon' })).toEqual([
    expect.stringMatching(/^ONBOARDING_RETRY_FIRST: is no duration/),
  ]);
});

test.each(['0', '-1', '1.5', '1e2', '0x10', 'many', '10001'])('a concurrency of %s is refused', (text) => {
  expect(problemsWith({ ONBOARDING_CONCURRENCY: text })).toEqual([
    'ONBOARDING_CONCURRENCY: must be a whole number from 1 to 10000',
  ]);
});

test.each([
  ['Onboarding_ID', 'is no attribute code; give up to 60 lower-case letters'],
  ['1st', 'is no attribute code'],
  ['onboarding-id', 'is no attribute code'],
  ['a'.repeat(61), 'is no attribute code'],
  ['taxvat', 'is a field of every customer; give the code of an attribute that was created for this'],
  ['first_name', 'is a field of every customer'],
  ['rp_token', 'is a field of every customer'],
])('%s is refused as the attribute for markers', (text, words) => {
  expect(problemsWith({ ONBOARDING_MARKER_ATTRIBUTE: text })).toEqual([
    expect.stringContaining(`ONBOARDING_MARKER_ATTRIBUTE: ${words}`),
  ]);
});

test.each([
  { COMMERCE_STORE: 'de\r\nX-Evil: 1' },
  { COMMERCE_STORE: 'de/fr' },
  { IMS_ORG_ID: '123 456' },
  { CLIENT_ID: 'münchen' },
  { CLIENT_SECRET: ' p8e-secret' },
  { CLIENT_SECRET: 'p8e-secret\n' },
  { IMS_SCOPE: 'a\nb' },
  { ONBOARDING_TASK_QUEUE: 'a b' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
  { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:secret@collector' },
])('a value that would break a request or a log is refused: %j', (environment: Environment) => {
  const [name = ''] = Object.keys(environment);
  expect(problemsWith(environment)).toEqual([expect.stringMatching(new RegExp(`^${name}: .*; `))]);
});

test('no problem repeats a secret', () => {
  const secret = 'p8e-sécret value ';
  for (const environment of [
    { CLIENT_SECRET: secret },
    { CLIENT_SECRET: secret.trim() },
    { CLIENT_SECRET: `<${secret}>` },
    { REST_ENDPOINT: `https://me:${encodeURIComponent(secret)}@host/tenant` },
  ]) {
    const text = problemsWith(environment).join('\n');
    expect(text).not.toBe('');
    expect(text).not.toContain('p8e-s');
  }
});

describe('a setting in a file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fileWith = (content: string) => {
    const path = join(folder, 'value');
    writeFileSync(path, content);
    return path;
  };

  test.each([
    'CLIENT_ID',
    'CLIENT_SECRET',
    'REST_ENDPOINT',
    'IMS_ENDPOINT',
    'IMS_SCOPE',
    'IMS_ORG_ID',
    'COMMERCE_STORE',
    'ONBOARDING_ENCRYPTION_KEYS',
  ])('is named by %s_FILE', (name) => {
    const value = name.endsWith('ENDPOINT') ? 'https://from.a.file/tenant' : 'from_a_file';
    const settings = readSettings({ ...REQUIRED, [name]: '', [`${name}_FILE`]: fileWith(`${value}\n`) });
    expect(JSON.stringify(settings)).toContain(`"${value}"`);
  });

  test('loses at most one line end', () => {
    expect(readTenant({ ...REQUIRED, IMS_ORG_ID_FILE: fileWith('abc\r\n') }).imsOrgId).toBe('abc');
    expect(problemsWith({ IMS_ORG_ID_FILE: fileWith('abc\n\n') })).toEqual([
      expect.stringMatching(/^IMS_ORG_ID: has spaces or line breaks around it/),
    ]);
  });

  test('and in the variable as well is a mistake', () => {
    expect(problemsWith({ CLIENT_SECRET_FILE: fileWith('other') })).toEqual([
      'CLIENT_SECRET: is given twice; leave out CLIENT_SECRET or CLIENT_SECRET_FILE',
    ]);
  });

  test('that cannot be read, or is empty, is reported by name', () => {
    const missing = join(folder, 'missing');
    expect(problemsWith({ IMS_ORG_ID_FILE: missing, COMMERCE_STORE_FILE: folder })).toEqual([
      `IMS_ORG_ID_FILE: ${missing} cannot be read (ENOENT); make it a readable file that holds the value`,
      `COMMERCE_STORE_FILE: ${folder} cannot be read (EISDIR); make it a readable file that holds the value`,
    ]);
    expect(problemsWith({ IMS_ORG_ID_FILE: fileWith('\n') })).toEqual([
      expect.stringMatching(/^IMS_ORG_ID_FILE: .* is empty/),
    ]);
  });

  test('is only for the settings that allow it', () => {
    const environment = { ...REQUIRED, ONBOARDING_CONCURRENCY_FILE: fileWith('7') };
    expect(readWorker(environment).concurrency).toBe(100);
  });
});
