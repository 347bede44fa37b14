import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { waitUntilUnused } from './databaseUse';
import { EmbeddedServerError } from './embeddedServerError';
import { databaseFile, type Home } from './home';
import { makeDatabase, type MakeDatabaseOptions } from './makeDatabase';
import { compareVersions } from './program/programVersion';
import { readServerVersion } from './serverVersionRecord';
import { upgradeDatabase } from './upgradeDatabase';

export interface PrepareDatabaseOptions extends MakeDatabaseOptions {
  /** Takes a line for a person. */
  log: (line: string) => void;
}

/**
 * Leaves the home with a database for exactly this program's server, which nobody else uses: makes one where there is
 * none, upgrades one of an older server. To be called with the lock of the home held, and no server of it running.
 *
 * @throws EmbeddedServerError `databaseInUse`, `databaseTooNew`, `databaseNotUpgraded`, `notStarted`
 */
export async function prepareDatabase(options: PrepareDatabaseOptions): Promise<void> {
  const { home, program } = options;
  await finishReplacement(home);
  if (!existsSync(home.database)) {
    await makeDatabase(options);
    await rename(home.databaseBeingMade, home.database);
    return;
  }
  await waitUntilUnused(databaseFile(home.database));
  const madeFor = await readServerVersion(home.database);
  const order = madeFor === null ? -1 : compareVersions(madeFor, program.server);
  if (madeFor !== null && order > 0) throw tooNew(home, madeFor, options);
  if (order < 0) await upgradeDatabase({ ...options, madeFor });
}

/** Whoever was putting a complete database in the place of the old one was killed in between. */
async function finishReplacement(home: Home): Promise<void> {
  if (existsSync(home.database)) return;
  if ((await readServerVersion(home.databaseBeingMade)) === null) return;
  await rename(home.databaseBeingMade, home.database);
}

function tooNew(home: Home, madeFor: string, { program }: MakeDatabaseOptions): EmbeddedServerError {
  return new EmbeddedServerError(
    'databaseTooNew',
    `The state in ${home.folder} is that of Temporal server ${madeFor}, and ${program.path} carries the older ` +
      `${program.server}, which may damage it. Set ONBOARDING_TEMPORAL_CLI to a Temporal CLI with server ${madeFor} or ` +
      'newer, or choose another folder with ONBOARDING_HOME.',
  );
}
