import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderWith, onboard } from './onboard';

jest.setTimeout(60_000);

const INPUT = JSON.stringify({
  customer: { email: 'ann@example.com', firstname: 'Ann', lastname: 'Lee' },
});
const TENANT = {
  CLIENT_ID: 'id-of-the-client',
  CLIENT_SECRET: 'p8e-the-secret',
  REST_ENDPOINT: 'http://127.0.0.1:9/tenant',
  IMS_ENDPOINT: 'http://127.0.0.1:9',
};

/** A program that records how it was run, and is not the Temporal CLI. */
async function program(folder: string, name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n{ pwd -P; /usr/bin/env; } > ${join(folder, 'seen')}\n`, { mode: 0o755 });
  return file;
}

// Commands inherit it from the shell that runs the suite.
const given = process.env['ONBOARDING_TEMPORAL_CLI'];
beforeAll(() => {
  delete process.env['ONBOARDING_TEMPORAL_CLI'];
});
afterAll(() => {
  if (given !== undefined) process.env['ONBOARDING_TEMPORAL_CLI'] = given;
});

test('a program from a .env is not run, and every command says why', async () => {
  const cwd = await folderWith({ 'input.json': INPUT });
  await program(cwd, 'temporal');
  await writeFile(join(cwd, '.env'), 'ONBOARDING_TEMPORAL_CLI=./temporal\n');
  for (const args of [['run', 'input.json'], ['list'], ['check'], ['status'], ['dev']]) {
    const { status, stdout, stderr } = await onboard(args, { cwd, env: TENANT });
    expect([args, status]).toEqual([args, 2]);
    expect(stdout + stderr).toMatch(/ONBOARDING_TEMPORAL_CLI: is set in \.env and names a program to run/);
  }
  expect(await readdir(cwd)).not.toContain('seen');
});

test('a program from the environment runs without our secrets, and outside of the current folder', async () => {
  const cwd = await folderWith({
    'input.json': INPUT,
    '.env': 'CLIENT_SECRET=p8e-of-the-file\nNODE_OPTIONS=x\n',
  });
  const elsewhere = await folderWith();
  const ONBOARDING_TEMPORAL_CLI = await program(elsewhere, 'temporal');
  const env = {
    ...TENANT,
    ONBOARDING_TEMPORAL_CLI,
    ONBOARDING_ENCRYPTION_KEYS: 'key-of-mine:abc',
    TEMPORAL_API_KEY: 'key-of-temporal',
    XDG_CACHE_HOME: join(elsewhere, 'cache'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
    PATH: elsewhere,
  };
  await onboard(['list'], { cwd, env });
  const seen = await readFile(join(elsewhere, 'seen'), 'utf8');
  expect(seen.split('\n')[0]).toBe(elsewhere);
  expect(seen).not.toMatch(/p8e|key-of|CLIENT_|REST_ENDPOINT|ONBOARDING_|NODE_OPTIONS/);
});

test('a link in place of a lock is not written through', async () => {
  const cwd = await folderWith({ mine: 'my only copy' });
  await mkdir(join(cwd, '.onboarding'), { mode: 0o700 });
  await symlink(join(cwd, 'mine'), join(cwd, '.onboarding', 'lock'));
  const { status, stderr } = await onboard(['list'], { cwd, env: TENANT });
  expect(status).toBe(3);
  expect(stderr).toMatch(/lock is a symbolic link, which is not followed/);
  expect(await readFile(join(cwd, 'mine'), 'utf8')).toBe('my only copy');
});

test('an import stores nothing in a home that other users can write to, and only its owner can read its files', async () => {
  const csv = 'email,firstname,lastname\nann@example.com,Ann,Lee\n';
  const cwd = await folderWith({ 'rows.csv': csv });
  const home = join(cwd, '.onboarding');
  // There is no terminal to confirm on, so it ends before anything is sent.
  const unasked = async () => await onboard(['import', 'rows.csv'], { cwd, env: TENANT });
  expect((await unasked()).stderr).toMatch(/there is no terminal to confirm on/);
  expect((await stat(join(home, 'imports'))).mode & 0o777).toBe(0o700);
  const kept = await readdir(join(home, 'imports'));
  await chmod(home, 0o777);
  const { status, stderr } = await unasked();
  expect(status).toBe(2);
  expect(stderr).toMatch(/\.onboarding can be written by other users \(mode 0777\)/);
  expect(await readdir(join(home, 'imports'))).toEqual(kept);
});

test('import --check creates no home, and leaves no files', async () => {
  const cwd = await folderWith({ 'rows.csv': 'email,firstname,lastname\nann@example.com,Ann,Lee\n' });
  const TMPDIR = await folderWith();
  expect(await onboard(['import', 'rows.csv', '--check'], { cwd, env: { TMPDIR } })).toMatchObject({
    status: 0,
  });
  expect([await readdir(cwd), await readdir(TMPDIR)]).toEqual([['rows.csv'], []]);
});
