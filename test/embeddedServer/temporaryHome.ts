import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findServerProcess } from '../../src/embeddedServer/findServerProcess';
import { homeAt } from '../../src/embeddedServer/home';
import { killServer } from '../../src/embeddedServer/killServer';
import { ServerUser } from './serverUser';

type StartUser = (environment?: NodeJS.ProcessEnv) => ServerUser;

/** Runs a test with its own home, which has neither a user nor a server when the test has ended. */
export async function withHome(test: (home: string, startUser: StartUser) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  const home = path.join(folder, 'home');
  const users: ServerUser[] = [];
  const startUser: StartUser = (environment = process.env) => {
    const user = new ServerUser(home, environment);
    users.push(user);
    return user;
  };
  try {
    await test(home, startUser);
  } finally {
    await Promise.all(users.map((user) => user.kill()));
    for (const database of [homeAt(home).database, homeAt(home).databaseBeingMade]) {
      const left = await findServerProcess(database);
      if (left !== null) await killServer(left);
    }
    await rm(folder, { recursive: true, force: true });
  }
}
