import { randomBytes, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { protoDuration } from '../../src/contract/parse/protoTime';
import { checkAll } from '../../src/cli/check/checkAll';
import { reportChecks } from '../../src/cli/check/checkReport';
import type { CheckResult } from '../../src/cli/check/checkResult';
import { EXIT, type ExitStatus, UsageError } from '../../src/cli/terminal/exit';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { ServiceUnreachable } from '../../src/temporal/connection';
import { somebody } from '../setup/people';
import { connect } from '../setup/temporal';
import { folderWith, jsonLines, onboard } from './onboard';

jest.setTimeout(60_000);

const TEMPORAL_ADDRESS = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
const ONBOARDING_ENCRYPTION_KEYS = `suite:${randomBytes(32).toString('base64')}`;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

/** Runs `onboard check --json` on the suite's server; the command never creates anything. */
async function check(changes: Readonly<Record<string, string>> = {}) {
  const cwd = await folderWith();
  const { status, stdout, stderr } = await onboard(['check', '--json'], { cwd, env: settings(changes) });
  expect(await readdir(cwd)).toEqual([]);
  expect(stderr).not.toMatch(/^\s+at /m);
  const [document, ...others] = jsonLines(stdout);
  expect(others).toEqual([]);
  const { ok, checks } = document as { ok: boolean; checks: CheckResult[] };
  expect(ok).toBe(status === 0);
  return { status, stderr, ...found(checks) };
}

/** Runs the checks in this process. */
async function checkInProcess(changes: Readonly<Record<string, string>> = {}) {
  const cwd = await folderWith();
  const checks = await checkAll({ ...settings(changes), ONBOARDING_HOME: join(cwd, '.onboarding') });
  expect(await readdir(cwd)).toEqual([]);
  return { ...endingAfter(checks), ...found(checks) };
}

function settings(changes: Readonly<Record<string, string>>): Record<string, string> {
  return { ...sandbox.settings, TEMPORAL_ADDRESS, ONBOARDING_ENCRYPTION_KEYS, ...changes };
}

/** The outcome of the command for these checks. */
function endingAfter(checks: readonly CheckResult[]): { status: ExitStatus; stderr: string } {
  const written = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    reportChecks(checks, { json: true });
    return { status: EXIT.done, stderr: '' };
  } catch (error) {
    if (error instanceof UsageError) return { status: EXIT.usage, stderr: error.message };
    if (error instanceof ServiceUnreachable) return { status: EXIT.unreachable, stderr: error.message };
    throw error;
  } finally {
    written.mockRestore();
  }
}

function found(checks: readonly CheckResult[]) {
  for (const { kind } of sandbox.requests()) expect(['token', 'lookUp']).toContain(kind);
  expect(sandbox.customers()).toEqual([]);
  expect(JSON.stringify(checks)).not.toMatch(/\n\s+at |Bearer|sandbox\.[\w-]{20}|sandbox-secret/);
  const named = (wanted: CheckResult['status']) =>
    checks.filter((one) => one.status === wanted).map(({ name }) => name);
  const one = (name: string): CheckResult & { readonly whatToDo?: string } =>
    checks.find((check) => check.name === name)!;
  return { checks, found: one, failed: named('failed'), skipped: named('skipped') };
}

test('if everything is right: exit status 0, with no other requests than for a token and for a customer that cannot exist', async () => {
  const { status, stderr, checks, found } = await check();
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(checks.map((one) => [one.name, one.status])).toEqual([
    ['settings', 'ok'],
    ['token', 'ok'],
    ['scope', 'ok'],
    ['customers', 'ok'],
    ['temporal', 'ok'],
    ['namespace', 'ok'],
    ['retention', 'ok'],
    ['searchAttributes', 'ok'],
    ['encryption', 'ok'],
  ]);
  expect(found('settings').message).toContain('CLIENT_SECRET=***');
  expect(found('retention').message).toContain('30 d');
  expect(sandbox.requests().map(({ kind, outcome }) => [kind, outcome])).toEqual([
    ['token', { state: 'answered', status: 200 }],
    ['lookUp', { state: 'answered', status: 200 }],
  ]);
});

test('prints one line per check, and advice under each that failed', async () => {
  sandbox.rotateSecret('another');
  const env = { ...sandbox.settings, CLIENT_SECRET: 'sandbox-secret' };
  const { status, stdout, stderr } = await onboard(['check'], { cwd: await folderWith(), env });
  expect(status).toBe(2);
  expect(stdout).toMatch(
    /^failed {3}token: InvalidCredentials: IMS answered 400: invalid_client: .*\n {9}What to do: Copy CLIENT_ID and CLIENT_SECRET again/m,
  );
  expect(stdout).toMatch(/^skipped {2}customers: there is no token$/m);
  expect(stderr).toBe('Not ready: token failed.\n');
});

describe('a wrong setting is named with advice, and gives exit status 2', () => {
  test('a wrong secret', async () => {
    sandbox.rotateSecret('another');
    const { status, found, failed, skipped } = await check({ CLIENT_SECRET: 'wrong-secret' });
    expect({ status, failed, skipped }).toEqual({
      status: 2,
      failed: ['token'],
      skipped: ['scope', 'customers'],
    });
    expect(found('token')).toMatchObject({
      message: expect.stringMatching(/^InvalidCredentials: .*invalid client_secret/),
      whatToDo: expect.stringMatching(
        /^Copy CLIENT_ID and CLIENT_SECRET again from the Adobe Developer Console/,
      ),
    });
  });

  test('a scope that is not requested', async () => {
    const { status, found, failed } = await checkInProcess({ IMS_SCOPE: 'openid,profile' });
    expect({ status, failed }).toEqual({ status: 2, failed: ['token', 'scope'] });
    expect(found('scope')).toMatchObject({
      message: expect.stringMatching(/^IMS_SCOPE lacks commerce\.accs/),
      whatToDo: expect.stringMatching(/^Add commerce\.accs to IMS_SCOPE/),
    });
  });

  test('a scope that IMS does not grant', async () => {
    const claims = Buffer.from(JSON.stringify({ scope: 'openid,profile' })).toString('base64url');
    const body = { access_token: `e30.${claims}.c2ln`, token_type: 'bearer', expires_in: 86_399 };
    sandbox.fail({ on: 'token', what: { kind: 'status', status: 200, made: false, body } });
    const { status, checks, found, failed } = await checkInProcess();
    expect({ status, failed }).toEqual({ status: 2, failed: ['scope', 'customers'] });
    expect(found('scope')).toMatchObject({
      message: expect.stringMatching(/includes commerce\.accs, but the token from IMS lacks it/),
      whatToDo: expect.stringMatching(/Developer Console/),
    });
    expect(found('customers').message).toMatch(/^AccessDenied: /);
    expect(JSON.stringify(checks)).not.toContain(claims);
  });

  test('/rest in REST_ENDPOINT; the token is checked all the same', async () => {
    const { status, found, failed, skipped } = await checkInProcess({
      REST_ENDPOINT: `${sandbox.settings.REST_ENDPOINT}/rest`,
    });
    expect({ status, failed, skipped }).toEqual({ status: 2, failed: ['settings'], skipped: ['customers'] });
    expect(found('settings').message).toMatch(
      /^REST_ENDPOINT: must not have \/rest in its path; write it as/,
    );
    expect(found('token').status).toBe('ok');
  });

  test('a tenant that does not exist', async () => {
    const { status, found, failed } = await checkInProcess({ REST_ENDPOINT: `${sandbox.url}/nobody` });
    expect({ status, failed }).toEqual({ status: 2, failed: ['customers'] });
    expect(found('customers')).toMatchObject({
      message: expect.stringMatching(/^EndpointNotFound: Commerce answered 404/),
      whatToDo: expect.stringMatching(/^Copy the REST endpoint of the instance again: .*without \/rest/),
    });
  });

  test.each([
    [403, { message: 'User is not entitled to access this instance' }],
    [401, { message: "The consumer isn't authorized to access %resources.", parameters: { resources: 'x' } }],
  ])('no right to read customers, with status %d', async (refusal, body) => {
    sandbox.fail({ on: 'lookUp', what: { kind: 'status', status: refusal, made: false, body } });
    const { status, found, failed } = await checkInProcess();
    expect({ status, failed }).toEqual({ status: 2, failed: ['customers'] });
    expect(found('customers')).toMatchObject({
      message: expect.stringMatching(new RegExp(`^AccessDenied: Commerce answered ${refusal}: `)),
      whatToDo: expect.stringMatching(/^Add the Commerce API to the credential .* rights to read/),
    });
  });

  test('a namespace that does not exist', async () => {
    const { status, found, failed, skipped } = await checkInProcess({ TEMPORAL_NAMESPACE: 'nowhere' });
    expect({ status, failed, skipped }).toEqual({
      status: 2,
      failed: ['namespace'],
      skipped: ['retention', 'searchAttributes'],
    });
    expect(found('namespace').whatToDo).toMatch(
      /temporal operator namespace create --retention 30d -n nowhere /,
    );
  });

  test('a retention of one day; missing search attributes are no mistake, because a worker creates them, and the check does not', async () => {
    const namespace = await namespaceKeeping(1);
    const { status, found, failed } = await checkInProcess({ TEMPORAL_NAMESPACE: namespace });
    expect({ status, failed }).toEqual({ status: 2, failed: ['retention'] });
    expect(found('retention')).toMatchObject({
      message: expect.stringMatching(/^closed workflows are kept for 1 d, and 7 d is the minimum/),
      whatToDo: expect.stringContaining(
        `temporal operator namespace update --retention 30d -n ${namespace} `,
      ),
    });
    expect(found('searchAttributes')).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/^OnboardingPerson, .* not registered yet; a worker registers them/),
    });
    expect(await searchAttributesOf(namespace)).toEqual([]);
  });

  test('a retention of seven days is enough', async () => {
    const { status } = await checkInProcess({ TEMPORAL_NAMESPACE: await namespaceKeeping(7) });
    expect(status).toBe(0);
  });

  test.each([
    ['no encryption key', '', /^ONBOARDING_ENCRYPTION_KEYS: is not set/],
    ['an invalid key', 'first:c2hvcnQ=', /^ONBOARDING_ENCRYPTION_KEYS: key 1 has 5 bytes instead of 32/],
  ])('%s for a server that is not embedded', async (_, keys, words) => {
    const { status, found, failed } = await checkInProcess({ ONBOARDING_ENCRYPTION_KEYS: keys });
    expect({ status, failed }).toEqual({ status: 2, failed: ['encryption'] });
    expect(found('encryption').message).toMatch(words);
  });

  test('every invalid setting, each in a check of its own', async () => {
    const { status, checks, failed } = await check({
      CLIENT_SECRET: '',
      REST_ENDPOINT: 'tenant',
      ONBOARDING_CONCURRENCY: '0',
    });
    expect({ status, failed }).toEqual({ status: 2, failed: ['settings', 'settings', 'settings'] });
    expect(checks.slice(0, 3).map(({ message }) => message.split(':')[0])).toEqual([
      'CLIENT_SECRET',
      'REST_ENDPOINT',
      'ONBOARDING_CONCURRENCY',
    ]);
  });

  test('wrong settings outrank unreachable services', async () => {
    const { status, failed } = await checkInProcess({ IMS_SCOPE: 'openid', TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect({ status, failed }).toEqual({ status: 2, failed: ['token', 'scope', 'temporal'] });
  });
});

describe('an unreachable service gives exit status 3', () => {
  test.each([
    [
      'a wrong host in REST_ENDPOINT',
      { REST_ENDPOINT: 'https://nobody.invalid/t' },
      'customers',
      /host in REST_E/,
    ],
    [
      'an IMS address where nothing listens',
      { IMS_ENDPOINT: 'http://127.0.0.1:1' },
      'token',
      /network path to IMS_ENDPOINT/,
    ],
  ])('%s', async (_, changes, name, advice) => {
    const { status, stderr, found, failed } = await checkInProcess(changes);
    expect({ status, failed }).toEqual({ status: 3, failed: [name] });
    expect(found(name).whatToDo).toMatch(advice);
    expect(stderr).toContain(`Not ready: ${name} failed.`);
  });

  test('a Temporal address where nothing listens', async () => {
    const { status, stderr, found, failed } = await check({ TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect({ status, failed }).toEqual({ status: 3, failed: ['temporal'] });
    expect(found('temporal').whatToDo).toMatch(/TEMPORAL_ADDRESS/);
    expect(stderr).toBe('Not ready: temporal failed.\n');
  });
});

test('without a configured server it reports the embedded one, starts none, and creates no key', async () => {
  const { status, found, skipped } = await check({ TEMPORAL_ADDRESS: '', ONBOARDING_ENCRYPTION_KEYS: '' });
  expect({ status, skipped }).toEqual({ status: 0, skipped: ['namespace', 'retention', 'searchAttributes'] });
  expect(found('temporal').message).toMatch(/the next command starts the embedded server of .*\.onboarding/);
  expect(found('encryption').message).toMatch(/^the embedded server will create a key in/);
});

test('a configured program that is not the Temporal CLI is wrong', async () => {
  const { status, found, failed } = await check({
    TEMPORAL_ADDRESS: '',
    ONBOARDING_TEMPORAL_CLI: '/no/such/program',
  });
  expect({ status, failed }).toEqual({ status: 2, failed: ['temporal'] });
  expect(found('temporal').message).toMatch(/^ONBOARDING_TEMPORAL_CLI: .*\/no\/such\/program cannot be run/);
});

/** A new namespace on the suite's server. */
async function namespaceKeeping(days: number): Promise<string> {
  const namespace = `check-${randomUUID()}`;
  const { connection } = await connect();
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: protoDuration(days * 24 * 3_600_000),
  });
  await connection.close();
  return namespace;
}

async function searchAttributesOf(namespace: string): Promise<string[]> {
  const { connection } = await connect();
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  await connection.close();
  return Object.keys(customAttributes);
}

describe('the attribute for markers', () => {
  let shop: Sandbox;
  beforeEach(async () => {
    shop = await startSandbox({ customerAttributes: ['onboarding_id'], language: 'de' });
  });
  afterEach(() => shop.stop());

  const checkMarker = async (attribute: string) =>
    await checkInProcess({ ...shop.settings, ONBOARDING_MARKER_ATTRIBUTE: attribute });

  test('is not checked if it is not set', async () => {
    expect((await checkInProcess()).found('marker')).toBeUndefined();
  });

  test('that the shop does not have is named with advice', async () => {
    const { status, found } = await checkMarker('onboarding');
    expect(status).toBe(2);
    expect(found('marker')).toMatchObject({
      status: 'failed',
      message: 'customers have no attribute onboarding',
      whatToDo: expect.stringMatching(/^Create it in the Admin/),
    });
  });

  test('that no customer has a value of may still be dropped, and the message says so', async () => {
    const { status, found } = await checkMarker('onboarding_id');
    expect({ status, result: found('marker').status }).toEqual({ status: 0, result: 'ok' });
    expect(found('marker').message).toMatch(/; no customer has a value yet, so it is unknown whether/);
  });

  test('that a customer has a value of is stored', async () => {
    const custom_attributes = [{ attribute_code: 'onboarding_id', value: 'a run' }];
    shop.addCustomer({ ...somebody(), custom_attributes });
    const { found } = await checkMarker('onboarding_id');
    expect(found('marker').message).toMatch(/; Commerce stores its values: customers with one: 1$/);
  });

  test('is skipped if customers cannot be read', async () => {
    shop.fail({ on: 'lookUp', what: { kind: 'status', status: 403, made: false, body: { message: 'No.' } } });
    expect((await checkMarker('onboarding_id')).skipped).toContain('marker');
  });
});
