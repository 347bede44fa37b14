import { existsSync } from 'node:fs';
import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { SQLite3Error } from 'node-sqlite3-wasm';
import { EmbeddedServerError } from './embeddedServerError';
import { databaseFile, requireFreeSpace } from './home';
import { makeDatabase, type MakeDatabaseOptions } from './makeDatabase';
import { isNewEnough } from './program/programVersion';

export interface UpgradeDatabaseOptions extends MakeDatabaseOptions {
  /** The server version of the database; null if it is not known. */
  madeFor: string | null;
  log: (line: string) => void;
}

/**
 * Replaces the database by one for this program's server with all rows of the old one, which is kept next to it.
 * Without that, a newer server starts on an older schema, leaves it unchanged, and fails later where it needs the new
 * one.
 * @throws EmbeddedServerError `databaseNotUpgraded`, `homeUnusable`, `notStarted`; the old database is then still in
 * use
 */
export async function upgradeDatabase(options: UpgradeDatabaseOptions): Promise<void> {
  const { home, program, madeFor, log } = options;
  const before = madeFor === null ? 'another Temporal server' : `Temporal server ${madeFor}`;
  log(`Upgrading the state in ${home.folder} from ${before} to ${program.server}...`);
  await requireFreeSpace(home.folder, await sizeOf(home.database));
  try {
    await makeDatabase(options, home.database);
  } catch (error) {
    if (!(error instanceof SQLite3Error)) throw error;
    throw notUpgraded(options, before, error);
  }
  const kept = freeName(path.join(home.folder, `database-${madeFor ?? 'unknown'}`));
  await rename(home.database, kept);
  await rename(home.databaseBeingMade, home.database);
  log(`Upgraded. The previous state is in ${kept}; you may delete it.`);
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(path.join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function freeName(wanted: string, count = 1): string {
  const name = count === 1 ? wanted : `${wanted}-${count}`;
  return existsSync(name) ? freeName(wanted, count + 1) : name;
}

function notUpgraded(
  { home, program, madeFor }: UpgradeDatabaseOptions,
  before: string,
  error: SQLite3Error,
): EmbeddedServerError {
  const advice =
    madeFor !== null && isNewEnough(madeFor)
      ? `Set ONBOARDING_TEMPORAL_CLI to a Temporal CLI with server ${madeFor} to go on with it`
      : `A Temporal CLI of its time shows it (temporal server start-dev --db-filename ${databaseFile(home.database)})`;
  return new EmbeddedServerError(
    'databaseNotUpgraded',
    `The state in ${home.folder} was made by ${before} and cannot be upgraded to ${program.server}: ${error.message}. ` +
      `It is as it was. ${advice}, or choose another folder with ONBOARDING_HOME.`,
    { cause: error },
  );
}
