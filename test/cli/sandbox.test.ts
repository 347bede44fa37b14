import { type Sandbox, startSandbox } from '../../src/sandbox';
import { exchange } from '../setup/exchange';
import { clientOf } from '../sandbox/client';
import { folderWith, jsonLines, Onboard, onboard } from './onboard';

test('a sandbox prints its settings as one line of JSON, serves them, and exits with 0 on Ctrl-C', async () => {
  const sandbox = new Onboard(['sandbox', '--json'], { cwd: await folderWith() });
  await sandbox.says(/until Ctrl-C/);
  const [line] = await sandbox.says(/^\{.*\}$/m);
  const settings = JSON.parse(line) as Record<string, string>;
  expect(Object.keys(settings)).toEqual(['CLIENT_ID', 'CLIENT_SECRET', 'REST_ENDPOINT', 'IMS_ENDPOINT']);
  const answer = await fetch(`${settings['REST_ENDPOINT']}/V1/customers/1`);
  expect(answer.status).toBe(401);
  sandbox.signal('SIGINT');
  const { status, stdout } = await sandbox.ended;
  expect(status).toBe(0);
  expect(jsonLines(stdout)).toEqual([settings]);
});

test('in a container, a sandbox that listens to its network is named as the other containers reach it', async () => {
  const sandbox = new Onboard(['sandbox', '--host', '0.0.0.0', '--json'], { cwd: await folderWith() });
  const [line] = await sandbox.says(/^\{.*\}$/m);
  const { REST_ENDPOINT = '' } = JSON.parse(line) as Record<string, string>;
  const { hostname, port, pathname } = new URL(REST_ENDPOINT);
  expect(hostname).toBe('sandbox.localhost');
  const ask = (host: string, headers = {}) =>
    exchange(`http://127.0.0.1:${port}`, `${pathname}/V1/customers/1`, {
      method: 'GET',
      headers: { host, ...headers },
    });
  expect((await ask(`sandbox.localhost:${port}`)).status).toBe(401);
  expect((await ask(`127.0.0.1:${port}`)).status).toBe(401);
  expect((await ask(`other.example:${port}`)).status).toBe(403);
  const page = { origin: 'https://other.example' };
  expect((await ask(`sandbox.localhost:${port}`, page)).status).toBe(403);
});

describe('of a running sandbox', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
  });
  afterEach(() => sandbox.stop());

  async function ofSandbox(...args: string[]) {
    return await onboard(['sandbox', ...args, '--url', sandbox.url], { cwd: await folderWith() });
  }

  test('customers and mails are printed', async () => {
    sandbox.addCustomer({ email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' });
    expect((await ofSandbox('customers')).stdout).toMatch(/^ID +E-MAIL.*\n1 +ann@example\.com +Ann +Lee +1 /);
    expect((await ofSandbox('mails')).stdout).toMatch(/^TO +KIND +CUSTOMER\nann@example\.com +welcome +1\n$/);
    expect(jsonLines((await ofSandbox('customers', '--json')).stdout)).toMatchObject([{ id: 1 }]);
  });

  test('a fault makes creates fail for its duration, and can be removed', async () => {
    const client = await clientOf(sandbox);
    const fault = await ofSandbox('fault', 'create', '503', '--for', '60s');
    expect(fault).toMatchObject({ status: 0, stdout: 'create: answered 503, for 60 s\n' });
    expect((await client.create({ email: 'ann@example.com' })).status).toBe(503);
    expect((await ofSandbox('faults')).stdout).toBe('create: answered 503, for 60 s\n');
    expect((await ofSandbox('faults', '--clear')).stdout).toBe('No faults are on.\n');
    expect((await client.create({ email: 'ann@example.com' })).status).toBe(200);
  });

  test.each([
    [['any', 'slow', '--by', '2s'], 'every request: answered 2 s late'],
    [['update', 'lose', '--done', '--times', '1'], 'update: never answered after it was carried out, once'],
    [['token', '401'], 'token: answered 401'],
    [['create', 'cut', '--email', 'ann@example.com'], 'create: answer cut off, of ann@example.com'],
  ])('%j is the fault "%s"', async (args, words) => {
    expect((await ofSandbox('fault', ...args)).stdout).toBe(`${words}\n`);
  });

  test.each([
    [['create', 'explode'], /explode is not a fault; use a status from 200 to 599, lose, reset, cut or slow/],
    [['creates', '503'], /Allowed choices are token, create, update, lookUp, read, any/],
    [['create', '503', '--for', '60'], /has no unit; write a number and a unit, such as "60s"/],
  ])('%j is refused, with what would be right', async (args, message) => {
    const { status, stderr } = await ofSandbox('fault', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  });
});

test('without a sandbox, its commands say how to start one', async () => {
  const cwd = await folderWith();
  for (const args of [['customers'], ['mails'], ['faults'], ['fault', 'create', '503']]) {
    const { status, stderr } = await onboard(['sandbox', ...args], { cwd });
    expect([args, status]).toEqual([args, 2]);
    expect(stderr).toMatch(
      /no onboard dev with a sandbox is running in .*; start one .*, or use --url ADDRESS/,
    );
  }
});
