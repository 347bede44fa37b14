import { constants } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { tryLock } from 'fs-native-extensions';
import { openPrivateFile } from '../files/privateFile';
import { EmbeddedServerError } from './embeddedServerError';
import { isSystemError } from '../files/systemError';

/** The bytes, beyond the end of any file, that SQLite locks for as long as it has a database open. */
const SQLITE_LOCK = { offset: 0x4000_0000, length: 512 };

const LIMIT_MS = 10_000;
const POLL_MS = 50;

/**
 * Waits until no program has the database open: one that is about to end, or one that somebody started by hand. A
 * second server would start on it too, and each would undo the other's work.
 * @throws EmbeddedServerError `databaseInUse`
 */
export async function waitUntilUnused(databaseFile: string, limitMs = LIMIT_MS): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (await isOpen(databaseFile)) {
    if (Date.now() > deadline) {
      throw new EmbeddedServerError(
        'databaseInUse',
        `Another program uses the Temporal server's database ${databaseFile}, perhaps a server that was started by ` +
          'hand. End that program, or choose another folder with ONBOARDING_HOME.',
      );
    }
    await sleep(POLL_MS);
  }
}

async function isOpen(databaseFile: string): Promise<boolean> {
  try {
    const handle = await openPrivateFile(databaseFile, constants.O_RDWR);
    try {
      return !tryLock(handle.fd, SQLITE_LOCK.offset, SQLITE_LOCK.length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
}
