import { chmod, chown, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { useEmbeddedServer } from '../../src/embeddedServer';
import { openHome } from '../../src/embeddedServer/home';
import { livingUsers } from '../../src/embeddedServer/users';
import { withHome } from './temporaryHome';

const log = () => undefined;
const asRoot = process.geteuid?.() === 0 ? test : test.skip;

test('a home with content that other users can write to is refused with advice', () =>
  withHome(async (home) => {
    await mkdir(home);
    await writeFile(path.join(home, 'server.json'), '{}');
    await chmod(home, 0o777);
    await expect(openHome(home)).rejects.toMatchObject({
      kind: 'homeUnusable',
      message: expect.stringMatching(/home can be written by other users \(mode 0777\).* chmod 700/),
    });
  }));

asRoot('a home of another user is refused', () =>
  withHome(async (home) => {
    await mkdir(home, { mode: 0o700 });
    await chown(home, 12_345, 12_345);
    await expect(openHome(home)).rejects.toMatchObject({
      kind: 'homeUnusable',
      message: expect.stringContaining('belongs to another user'),
    });
  }),
);

test.each(['lock', 'server.log', 'server.json', 'ports.json'])(
  'the target of a link called %s in the home stays as it is, and no server starts',
  (name) =>
    withHome(async (home) => {
      const target = path.join(path.dirname(home), 'target');
      await writeFile(target, 'mine');
      await mkdir(home, { mode: 0o700 });
      await symlink(target, path.join(home, name));
      await expect(useEmbeddedServer({ home, log })).rejects.toMatchObject({
        kind: 'homeUnusable',
        message: expect.stringContaining(`${name} is a symbolic link`),
      });
      expect(await readFile(target, 'utf8')).toBe('mine');
    }),
);

test.each(['users', 'database', 'database.new', 'database/temporal.db'])(
  'a link called %s in the home is refused, and its target is not touched',
  (name) =>
    withHome(async (home) => {
      const target = path.join(path.dirname(home), 'target');
      await mkdir(target);
      await writeFile(path.join(target, '1-00000000.json'), 'mine');
      await mkdir(path.dirname(path.join(home, name)), { recursive: true, mode: 0o700 });
      await symlink(target, path.join(home, name));
      await expect(openHome(home)).rejects.toThrow(`${path.basename(name)} is a symbolic link`);
      expect(await readdir(target)).toEqual(['1-00000000.json']);
    }),
);

test('a home that is a link is refused, because its target may be any folder', () =>
  withHome(async (home) => {
    const target = path.join(path.dirname(home), 'target');
    await mkdir(target, { mode: 0o755 });
    await symlink(target, home);
    await expect(openHome(home)).rejects.toThrow('is a symbolic link');
    expect(await readdir(target)).toEqual([]);
  }));

test('only files of users are removed from the folder of users', () =>
  withHome(async (home) => {
    const { users } = await openHome(home);
    await writeFile(path.join(users, 'letter.txt'), 'kept');
    await writeFile(path.join(users, '1-00000000.json'), '{"pid":1,"startedAt":"never"}');
    expect(await livingUsers(users)).toEqual([]);
    expect(await readdir(users)).toEqual(['letter.txt']);
  }));
