import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type EmbeddedServer, findProgram, useEmbeddedServer } from '../../src/embeddedServer';
import { waitUntilUnused } from '../../src/embeddedServer/databaseUse';
import { databaseFile, homeAt } from '../../src/embeddedServer/home';
import { olderProgram, withOlderServer } from './olderServer';
import { eventually } from './serverUser';
import { withHome } from './temporaryHome';

const log = () => undefined;

jest.setTimeout(60_000);

// A first run may have to download both programs.
beforeAll(async () => {
  await Promise.all([findProgram({ log }), olderProgram()]);
}, 300_000);

test('a database that a foreign server has open gets a second server only once that has ended', () =>
  withHome(async (home) => {
    await (await useEmbeddedServer({ home, log })).release();
    const { database, users } = homeAt(home);
    let joining: Promise<EmbeddedServer> | undefined;
    let joined = false;
    await withOlderServer(database, async () => {
      await expect(waitUntilUnused(databaseFile(database), 100)).rejects.toMatchObject({
        kind: 'databaseInUse',
        message: expect.stringMatching(
          /uses the Temporal server's database .*temporal\.db.* End that program/,
        ),
      });
      joining = useEmbeddedServer({ home, log });
      joining.then(() => (joined = true)).catch(() => undefined);
      await eventually(() => readdirSync(users).length === 1);
      expect(joined).toBe(false);
    });
    await (await joining)?.release();
    expect(readdirSync(home)).not.toContain(path.basename(homeAt(home).serverFile));
  }));

test('a missing or closed database is not waited for', () =>
  withHome(async (home) => {
    const file = databaseFile(homeAt(home).database);
    await waitUntilUnused(file, 0);
    await (await useEmbeddedServer({ home, log })).release();
    await waitUntilUnused(file, 0);
  }));
