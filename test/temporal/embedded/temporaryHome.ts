import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findServerProcess } from '../../../src/temporal/embedded/findServerProcess';
import { homeAt } from '../../../src/temporal/embedded/home';
import { killServer } from '../../../src/temporal/embedded/killServer';

/** Runs a test with a home of its own, which it leaves with nothing running in it. */
export async function withHome(test: (home: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  const home = path.join(folder, 'home');
  try {
    await test(home);
  } finally {
    for (const database of [homeAt(home).database, homeAt(home).databaseBeingMade]) {
      const left = await findServerProcess(database);
      if (left !== null) await killServer(left);
    }
    await rm(folder, { recursive: true, force: true });
  }
}
