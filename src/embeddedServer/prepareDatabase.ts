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
  /** Receives a line for the user. */
  log: (line: string) => void;
}

/**
 * Ensures that the home has an unused database for exactly this program's server: creates one, or upgrades that of an
 * older server. The caller must hold the lock of the home, and no server of it may run.
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

/** Completes a replacement whose process was killed half-way. */
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
