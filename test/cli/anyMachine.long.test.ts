import { execFile, execFileSync } from 'node:child_process';
import { chmod, chown, copyFile, mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { findProgram } from '../../src/embeddedServer';
import { somebody } from '../setup/people';
import { onOwnDisk, withDisk } from '../embeddedServer/ownDisk';
import { folderWith, jsonLines, MAIN, onboard } from './onboard';

jest.setTimeout(120_000);

const INPUT = { 'input.json': JSON.stringify({ customer: somebody() }) };
const asRoot = process.geteuid?.() === 0 && process.platform === 'linux' ? test : test.skip;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.clear());

/** Runs `onboard` as a user that is not in the system's list of users, with no other variables than these. */
async function asStranger(
  args: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<{ status: number; stdout: string; stderr: string }> {
  const stranger = ['--reuid', '12345', '--regid', '12345', '--clear-groups'];
  try {
    const { stdout, stderr } = await promisify(execFile)(
      'setpriv',
      [...stranger, process.execPath, MAIN, ...args],
      { cwd, env },
    );
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

test('in a folder with an unusual name, all state is in its home, and later commands find it', async () => {
  const name = "a#b a?b a%20b 100% Ann's copy\n& more";
  const parent = await folderWith();
  const cwd = join(parent, name);
  await mkdir(cwd);
  const env = { ...sandbox.settings };
  const input = JSON.stringify({ customer: somebody() });
  const run = await onboard(['run', '-', '--json'], { cwd, env, input });
  expect(run).toMatchObject({ status: 0 });
  expect(await readdir(parent)).toEqual([name]);
  expect(await readdir(cwd)).toEqual(['.onboarding']);
  expect(await readdir(join(cwd, '.onboarding', 'database'))).toContain('temporal.db');
  const [made] = jsonLines(run.stdout);
  const list = await onboard(['list', '--json'], { cwd, env });
  expect(jsonLines(list.stdout)).toMatchObject([{ workflowId: made?.['workflowId'], status: 'done' }]);
});

test('a home whose path is too long for the database is refused with advice', async () => {
  const cwd = await folderWith(INPUT);
  // The name of the database's journal needs 33 bytes more, and SQLite's limit is 512.
  const longest = join(cwd, 'a'.repeat(250), 'b'.repeat(512 - 33 - 252 - Buffer.byteLength(cwd)));
  const kept = await onboard(['list'], { cwd, env: { ONBOARDING_HOME: longest } });
  expect(kept).toMatchObject({ status: 0, stderr: 'There is none.\n' });
  const { status, stderr } = await onboard(['list'], { cwd, env: { ONBOARDING_HOME: `${longest}c` } });
  expect(status).toBe(3);
  expect(stderr).toMatch(/path is 1 bytes too long for SQLite\. Choose a shorter one with ONBOARDING_HOME/);
});

onOwnDisk('every command names the home if it is on a read-only disk', () =>
  withDisk(async (_home, disk) => {
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const args of [['dev'], ['demo'], ['run', '-'], ['start', '-'], ['list'], ['show', 'any']]) {
      const env = args[0] === 'dev' ? {} : sandbox.settings;
      const input = JSON.stringify({ customer: somebody() });
      const { status, stderr } = await onboard(args, { cwd: disk, env: { ...env }, input });
      expect([args, status]).toEqual([args, 3]);
      expect(stderr).toMatch(/keep its state in \S+\/\.onboarding: EROFS.*ONBOARDING_HOME/);
    }
  }),
);

describe("a user without a home folder, who is not in the system's list of users,", () => {
  /** A folder of the user, which also takes the temporary files. */
  async function place(files = {}): Promise<{ cwd: string; env: Record<string, string> }> {
    const cwd = await folderWith(files);
    await chmod(cwd, 0o755);
    const tmp = join(cwd, 'tmp');
    await mkdir(tmp);
    for (const folder of [cwd, tmp]) await chown(folder, 12_345, 12_345);
    return { cwd, env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmp } };
  }

  asRoot('onboards, with the program of the server among the temporary files', async () => {
    const { cwd, env } = await place(INPUT);
    const cache = join(env['TMPDIR'] ?? '', 'commerce-onboarding-12345');
    await mkdir(cache);
    const program = await findProgram({ log: () => undefined });
    const kept = join(cache, `temporal-cli-0.0.0-server-${program.server}`);
    await copyFile(program.path, kept);
    for (const theirs of [cache, kept]) await chown(theirs, 12_345, 12_345);
    await chmod(kept, 0o700);
    const { status, stdout, stderr } = await asStranger(['run', 'input.json', '--json'], {
      cwd,
      env: { ...env, ...sandbox.settings },
    });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('downloading the Temporal CLI')]);
    expect(jsonLines(stdout)).toMatchObject([{ status: 'done' }]);
  });

  asRoot('is kept from a cache that somebody else has put there', async () => {
    const { cwd, env } = await place(INPUT);
    const elsewhere = await folderWith();
    await symlink(elsewhere, join(env['TMPDIR'] ?? '', 'commerce-onboarding-12345'));
    const { status, stderr } = await asStranger(['run', 'input.json'], {
      cwd,
      env: { ...env, ...sandbox.settings },
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/cannot be kept in .*commerce-onboarding-12345.* Set XDG_CACHE_HOME to a folder/);
  });

  asRoot('starts a worker for a server elsewhere, which needs no cache', async () => {
    const { cwd, env } = await place();
    const { status, stderr } = await asStranger(['worker'], {
      cwd,
      env: {
        ...env,
        ...sandbox.settings,
        TEMPORAL_ADDRESS: '127.0.0.1:9',
        ONBOARDING_ENCRYPTION: 'off',
      },
    });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^Temporal cannot be reached at 127\.0\.0\.1:9/m);
  });
});

test('a .env in UTF-16 is named by every command', async () => {
  const cwd = await folderWith({ ...INPUT, '.env': Buffer.from('\ufeffCLIENT_ID=a\r\n', 'utf16le') });
  for (const args of [['run', 'input.json'], ['list'], ['check'], ['dev'], ['worker']]) {
    const { status, stdout, stderr } = await onboard(args, { cwd });
    expect([args, status]).toEqual([args, 2]);
    expect(stdout + stderr).toContain('.env: is UTF-16, not UTF-8; save it as UTF-8');
  }
});

test('every command reports an invalid TEMPORAL_ADDRESS as a mistake in the settings', async () => {
  const cwd = await folderWith(INPUT);
  const env = {
    ...sandbox.settings,
    TEMPORAL_ADDRESS: 'http://127.0.0.1:7233',
    ONBOARDING_ENCRYPTION: 'off',
  };
  for (const args of [['start', 'input.json'], ['list'], ['worker'], ['check']]) {
    const { status, stdout, stderr } = await onboard(args, { cwd, env });
    expect([args, status]).toEqual([args, 2]);
    expect(stdout + stderr).toMatch(/TEMPORAL_ADDRESS.* must be host:port, .* without http:\/\//);
  }
});

test.each([
  ...['https://temporal.internal:7233', 'temporal.internal:7233/path', 'me@temporal.internal:7233'],
  ...['127.0.0.1:0', '127.0.0.1:65536'],
])('TEMPORAL_ADDRESS=%s is invalid', async (TEMPORAL_ADDRESS) => {
  const env = { TEMPORAL_ADDRESS, ONBOARDING_ENCRYPTION: 'off' };
  const { status, stderr } = await onboard(['list'], { cwd: await folderWith(), env });
  expect(status).toBe(2);
  expect(stderr).toMatch(/TEMPORAL_ADDRESS.* must be host:port, .* without http:\/\//);
});

test('without Python and with a dead proxy, the message names what to install, and the proxy', async () => {
  const cwd = await folderWith(INPUT);
  const env = {
    ...sandbox.settings,
    ONBOARDING_TEMPORAL_CLI: '',
    PATH: cwd,
    XDG_CACHE_HOME: join(cwd, 'cache'),
    HTTPS_PROXY: 'http://me:p8e@127.0.0.1:9',
  };
  const { status, stderr } = await onboard(['run', 'input.json'], { cwd, env });
  expect(status).toBe(3);
  expect(stderr).toMatch(/there is no Python 3 on PATH .*; install Python 3 with pip/);
  expect(stderr).toMatch(/the proxy 127\.0\.0\.1:9 of HTTPS_PROXY cannot be reached/);
  expect(stderr).not.toContain('p8e');
});

/** Makes the program believe that it runs on Node 18, whose version it checks. */
test('on a Node that is too old, every command names the required version', async () => {
  const cwd = await folderWith({
    'node18.cjs': "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });",
  });
  for (const args of [
    [],
    ['--help'],
    ['run', 'input.json'],
    ['list'],
    ['import', 'x.csv'],
    ['keys', 'new'],
  ]) {
    const env = { NODE_OPTIONS: `--require ${join(cwd, 'node18.cjs')}` };
    const { status, stdout, stderr } = await onboard(args, { cwd, env });
    expect([args, status, stdout]).toEqual([args, 2, '']);
    expect(stderr).toMatch(/^This is Node 18\.20\.8 .* needs Node 20\.19 or newer: https:\/\/nodejs\.org\n$/);
  }
});
