import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEncryptionKeys } from '../../src/temporal/encryption/encryptionKeys';
import { startOnboarding } from '../../src/onboardings/startOnboarding';
import { somebody } from '../setup/people';
import { setStage } from '../setup/stage';
import { connect, freshTaskQueue } from '../setup/temporal';
import { folderWith, jsonLines, onboard } from './onboard';

jest.setTimeout(60_000);

const TEMPORAL_ADDRESS = process.env['TEST_TEMPORAL_ADDRESS'] ?? '';
const entry = (id: string, byte: number) => `${id}:${Buffer.alloc(32, byte).toString('base64')}`;
const [OLD, NEW] = [entry('of-2025', 1), entry('of-2026', 2)];
const secrets = [OLD, NEW].map((text) => text.split(':')[1]!);

async function keys(
  args: readonly string[],
  env: Record<string, string> = {},
  files: Record<string, string> = {},
) {
  const cwd = await folderWith(files);
  const ending = await onboard(['keys', ...args], { cwd, env });
  expect(ending.stderr).not.toMatch(/^\s+at /m);
  return { ...ending, cwd };
}

describe('keys new', () => {
  test('prints a usable key, and instructions on standard error', async () => {
    const { status, stdout, stderr, cwd } = await keys(['new']);
    const parsed = parseEncryptionKeys(stdout);
    expect({ status, parsed }).toEqual({ status: 0, parsed: { ok: true, keys: [expect.anything()] } });
    expect(stdout).toMatch(/^key-[0-9a-f]{8}:[A-Za-z0-9+/]{43}=\n$/);
    expect(stderr).toMatch(
      /put it first in .*encryption\.keys[\s\S]*restart the workers one by one[\s\S]*Keep the old keys/,
    );
    expect(stderr).not.toContain(stdout.split(':')[1]!.trim());
    expect(await readdir(cwd)).toEqual([]);
  });

  test('in a container says how the key gets out of it, and names no path of the container', async () => {
    const { stdout, stderr } = await keys(['new'], {
      container: 'oci',
      ONBOARDING_HOME: '/var/lib/onboarding',
    });
    expect(stdout).toMatch(/^key-[0-9a-f]{8}:\S+\n$/);
    expect(stderr).toMatch(/docker run --rm commerce-onboarding keys new > secrets\/encryption-keys/);
    expect(stderr).not.toContain('/var/lib/onboarding');
  });

  test('with --json is one document', async () => {
    const { stdout } = await keys(['new', '--json'], { TEMPORAL_ADDRESS, ONBOARDING_ENCRYPTION_KEYS: OLD });
    const [document] = jsonLines(stdout);
    expect(document).toEqual({
      id: expect.stringMatching(/^key-/),
      key: expect.stringMatching(new RegExp(`^${String(document?.['id'])}:`)),
    });
  });
});

describe('keys list', () => {
  test('prints the IDs, which one encrypts and their source, and never a key', async () => {
    const { status, stdout, stderr } = await keys(['list'], {
      TEMPORAL_ADDRESS,
      ONBOARDING_ENCRYPTION_KEYS: `${NEW},${OLD}`,
    });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'of-2026  encrypts and decrypts\nof-2025  decrypts\n',
    });
    expect(stderr).toBe('From ONBOARDING_ENCRYPTION_KEYS.\n');
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  test('of a file, and with encryption off', async () => {
    const { stdout } = await keys(
      ['list', '--json'],
      { TEMPORAL_ADDRESS, ONBOARDING_ENCRYPTION_KEYS_FILE: 'my.keys', ONBOARDING_ENCRYPTION: 'off' },
      { 'my.keys': `${NEW}\n${OLD}\n` },
    );
    expect(jsonLines(stdout)).toEqual([
      {
        source: { kind: 'file', path: 'my.keys' },
        encryption: 'off',
        keys: [
          { id: 'of-2026', encrypts: false },
          { id: 'of-2025', encrypts: false },
        ],
      },
    ]);
  });

  test("of the embedded server's home, whose file has the same format", async () => {
    const home = await folderWith({ 'encryption.keys': `${NEW}\n${OLD}\n` });
    const { stdout } = await keys(['list', '--json'], { ONBOARDING_HOME: home });
    expect(jsonLines(stdout)).toMatchObject([
      {
        source: { kind: 'home', path: join(home, 'encryption.keys') },
        keys: [{ id: 'of-2026' }, { id: 'of-2025' }],
      },
    ]);
    expect(await readFile(join(home, 'encryption.keys'), 'utf8')).toBe(`${NEW}\n${OLD}\n`);
  });

  test('of a home without keys creates none', async () => {
    const { status, stdout, stderr, cwd } = await keys(['list']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(stderr).toMatch(/^There is no key yet in the embedded server's home/);
    expect(await readdir(cwd)).toEqual([]);
  });

  test('is exit status 2 for a configured server without keys', async () => {
    expect(await keys(['list'], { TEMPORAL_ADDRESS })).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^ONBOARDING_ENCRYPTION_KEYS: is not set/),
    });
  });
});

describe('keys check', () => {
  const taskQueue = freshTaskQueue();
  const env = { TEMPORAL_ADDRESS, ONBOARDING_TASK_QUEUE: taskQueue };
  const restEndpoint = 'https://na1.api.commerce.adobe.com/AbC';

  /** Onboardings without a worker: one with the old key, two with the new one, one unencrypted. */
  beforeAll(async () => {
    for (const [text, mode] of [
      [OLD, 'on'],
      [NEW, 'on'],
      [NEW, 'on'],
      [NEW, 'off'],
    ] as const) {
      const parsed = parseEncryptionKeys(text);
      if (!parsed.ok) throw new Error(parsed.problems.join());
      const { client, connection } = await connect({ encryption: { mode, keys: parsed.keys } });
      await startOnboarding(client, { input: { customer: somebody() }, restEndpoint, taskQueue });
      await connection.close();
    }
    await untilListed(4);
  });

  /** Visibility lags behind starts. */
  async function untilListed(count: number): Promise<void> {
    const { client, connection } = await connect();
    while ((await client.workflow.count(`TaskQueue = "${taskQueue}"`)).count < count) continue;
    await connection.close();
  }

  test('prints the keys that onboardings use, and that all are configured', async () => {
    const { status, stdout, stderr } = await keys(['check', '--json'], {
      ...env,
      ONBOARDING_ENCRYPTION_KEYS: `${NEW},${OLD}`,
    });
    const [document] = jsonLines(stdout);
    expect({ status, document }).toEqual({
      status: 0,
      document: {
        source: { kind: 'environment' },
        keys: ['of-2026', 'of-2025'],
        problems: [],
        used: {
          onboardings: 4,
          inTheClear: 1,
          keys: expect.arrayContaining([
            { id: 'of-2025', onboardings: 1, running: 1, held: true },
            { id: 'of-2026', onboardings: 2, running: 2, held: true },
          ]),
        },
      },
    });
    for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  });

  test('names a missing key, with exit status 1', async () => {
    const { status, stdout, stderr } = await keys(['check'], { ...env, ONBOARDING_ENCRYPTION_KEYS: NEW });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^of-2025 {2}input of 1 onboardings, 1 of them running: not configured here$/m);
    expect(stdout).toMatch(/^plain text {2}input of 1 onboardings$/m);
    expect(stderr).toMatch(
      /^The key of-2025 is not configured here: 1 onboardings cannot be read, and 1 of them wait/m,
    );
  });

  test('finds one key with two IDs', async () => {
    const twice = `${NEW},${OLD},renamed:${secrets[1]}`;
    const { status, stderr } = await keys(['check'], { ...env, ONBOARDING_ENCRYPTION_KEYS: twice });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The keys of-2026 and renamed are the same key/m);
  });

  test('of invalid keys is exit status 2, of an unreachable server 3, of an empty home 0', async () => {
    const none = await keys(['check'], { ...env, ONBOARDING_ENCRYPTION_KEYS: `${NEW},${NEW},x` });
    expect(none).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/key 2 has the ID of key 1\n.*key 3 is not/),
    });
    const away = await keys(['check'], { TEMPORAL_ADDRESS: '127.0.0.1:1', ONBOARDING_ENCRYPTION_KEYS: NEW });
    expect(away.status).toBe(3);
    const { status, stderr, cwd } = await keys(['check']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('no key yet') });
    expect(await readdir(cwd)).toEqual([]);
  });
});

test.each([
  [[], /Usage: onboard keys[\s\S]*new[\s\S]*list[\s\S]*check/],
  [['make'], /unknown command 'make'/],
  [['list', '--jsno'], /unknown option '--jsno'/],
  [['check', '--limit', '0'], /must be a number from 1/],
])('keys %j is exit status 2', async (args, words) => {
  expect(await keys(args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(words) });
});

test('invalid settings, missing keys and invalid input are reported together', async () => {
  const { status, stderr } = await onboard(['start', '-'], {
    cwd: await folderWith(),
    env: { TEMPORAL_ADDRESS: '127.0.0.1:1', ONBOARDING_LOG_LEVEL: 'loud' },
    input: '{}',
  });
  expect(status).toBe(2);
  for (const name of ['customer', 'REST_ENDPOINT', 'ONBOARDING_LOG_LEVEL', 'ONBOARDING_ENCRYPTION_KEYS']) {
    expect(stderr).toMatch(new RegExp(`^${name}[:.]`, 'm'));
  }
});

test('a command reports at its start that encryption is off, and its onboardings are stored unencrypted', async () => {
  const taskQueue = freshTaskQueue();
  const customer = somebody();
  const { status, stdout, stderr } = await onboard(['start', '-'], {
    cwd: await folderWith(),
    env: {
      TEMPORAL_ADDRESS,
      ONBOARDING_ENCRYPTION: 'off',
      REST_ENDPOINT: 'https://na1.api.commerce.adobe.com/AbC',
      ONBOARDING_TASK_QUEUE: taskQueue,
    },
    input: JSON.stringify({ customer }),
  });
  expect(status).toBe(0);
  expect(stderr).toMatch(
    /^ONBOARDING_ENCRYPTION is off: Temporal stores passwords, names and addresses in the clear/m,
  );
  const { client, connection } = await connect();
  const { events } = await client.workflow.getHandle(stdout.trim()).fetchHistory();
  await connection.close();
  const [input] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  expect(Buffer.from(input?.data ?? []).toString()).toContain(customer.email);
});

test('without the key of a result, the output names it, with exit status 1', async () => {
  const stage = await setStage();
  const input = { customer: somebody() };
  const handle = await stage.start(input);
  await handle.result();
  const { status, stdout, stderr } = await onboard(['start', '-', '--wait', '--json'], {
    cwd: await folderWith(),
    env: {
      TEMPORAL_ADDRESS,
      ONBOARDING_ENCRYPTION_KEYS: NEW,
      REST_ENDPOINT: stage.sandbox.settings.REST_ENDPOINT,
      ONBOARDING_TASK_QUEUE: stage.taskQueue,
    },
    input: JSON.stringify(input),
  });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^A payload is encrypted with the key "suite", which is not configured here/);
  expect(stderr).not.toMatch(/^\s+at /m);
});
