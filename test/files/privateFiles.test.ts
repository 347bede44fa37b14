import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPrivateFile,
  openPrivateFile,
  readNamedFile,
  readPrivateFile,
} from '../../src/files/privateFile';
import { assertUnlinked, usePrivateFolder } from '../../src/files/privateFolder';

const SOMEBODY_ELSE = 12_345;
const asRoot = process.geteuid?.() === 0 ? test : test.skip;

let folder: string;
let umask: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'private-'));
  umask = process.umask(0o022);
  process.umask(umask);
});
afterEach(async () => {
  process.umask(umask);
  await rm(folder, { recursive: true, force: true });
});

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('with any umask', () => {
  test.each([0o000, 0o022, 0o077, 0o177])('%o, files have mode 0600 and folders 0700', async (mask) => {
    process.umask(mask & 0o077);
    const inner = await usePrivateFolder(join(folder, 'a'), 'b', 'c');
    process.umask(mask);
    await (await createPrivateFile(join(inner, 'new'))).close();
    await (await openPrivateFile(join(inner, 'lock'), constants.O_RDWR | constants.O_CREAT)).close();
    expect(await Promise.all(['a', 'a/b', 'a/b/c'].map((name) => modeOf(join(folder, name))))).toEqual([
      0o700, 0o700, 0o700,
    ]);
    expect([await modeOf(join(inner, 'new')), await modeOf(join(inner, 'lock'))]).toEqual([0o600, 0o600]);
  });
});

test('a file that others could read becomes private when it is opened for writing', async () => {
  const file = join(folder, 'log');
  await writeFile(file, 'kept', { mode: 0o644 });
  await (await openPrivateFile(file, constants.O_RDWR | constants.O_CREAT)).close();
  expect([await modeOf(file), await readFile(file, 'utf8')]).toEqual([0o600, 'kept']);
});

describe('a symbolic link', () => {
  test.each([
    ['opened', (path: string) => openPrivateFile(path, constants.O_RDWR | constants.O_CREAT)],
    ['read', (path: string) => readPrivateFile(path)],
  ])('is not followed if a file is %s', async (_, use) => {
    const target = join(folder, 'target');
    await writeFile(target, 'mine', { mode: 0o644 });
    await symlink(target, join(folder, 'link'));
    await expect(use(join(folder, 'link'))).rejects.toThrow(/link is a symbolic link/);
    expect([await readFile(target, 'utf8'), await modeOf(target)]).toEqual(['mine', 0o644]);
  });

  test('to a missing target creates nothing', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'link'));
    const made = openPrivateFile(join(folder, 'link'), constants.O_RDWR | constants.O_CREAT);
    await expect(made).rejects.toThrow(/is a symbolic link/);
    await expect(createPrivateFile(join(folder, 'link'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(lstat(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is not accepted as a folder, nor as one below it', async () => {
    const target = join(folder, 'target');
    await mkdir(target, { mode: 0o755 });
    await symlink(target, join(folder, 'link'));
    await mkdir(join(folder, 'home'), { mode: 0o700 });
    await symlink(target, join(folder, 'home', 'imports'));
    await expect(usePrivateFolder(join(folder, 'link'))).rejects.toThrow(/is a symbolic link/);
    await expect(usePrivateFolder(join(folder, 'home'), 'imports')).rejects.toThrow(/is a symbolic link/);
    expect(await modeOf(target)).toBe(0o755);
  });

  test('in a folder that a program fills is reported', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'temporal.db-wal'));
    await expect(assertUnlinked(folder)).rejects.toThrow(/temporal\.db-wal is a symbolic link/);
  });

  test('that a setting names is followed, because a mounted secret is one', async () => {
    await writeFile(join(folder, 'target'), 'keys');
    await symlink(join(folder, 'target'), join(folder, 'link'));
    expect(await readNamedFile(join(folder, 'link'))).toBe('keys');
  });
});

test('a named pipe in place of a file is reported, without waiting for its writer', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await expect(readPrivateFile(join(folder, 'pipe'))).rejects.toThrow(/pipe is not a file/);
});

describe('a folder that others can write to', () => {
  test.each([0o777, 0o770, 0o722])('is refused if it contains anything: %o', async (mode) => {
    const open = join(folder, 'open');
    await mkdir(open);
    await writeFile(join(open, 'planted'), '');
    await chmod(open, mode);
    await expect(usePrivateFolder(open)).rejects.toThrow(/open can be written by other users \(mode 0\d+\)/);
    expect(await modeOf(open)).toBe(mode);
  });

  test('becomes private if it is empty', async () => {
    await chmod(folder, 0o777);
    await usePrivateFolder(folder);
    expect(await modeOf(folder)).toBe(0o700);
  });
});

asRoot(
  'what belongs to another user is refused: a file, a folder, and a file that a setting names',
  async () => {
    const file = join(folder, 'file');
    await writeFile(file, 'theirs');
    await chown(file, SOMEBODY_ELSE, SOMEBODY_ELSE);
    const theirs = join(folder, 'folder');
    await mkdir(theirs);
    await chown(theirs, SOMEBODY_ELSE, SOMEBODY_ELSE);
    for (const use of [
      () => readPrivateFile(file),
      () => readNamedFile(file),
      () => openPrivateFile(file, constants.O_RDWR | constants.O_CREAT),
      () => usePrivateFolder(theirs),
      () => assertUnlinked(folder),
    ]) {
      await expect(use()).rejects.toThrow(/belongs to another user \(uid 12345\)/);
    }
  },
);
