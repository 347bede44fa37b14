import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import { identifyProcess, isAlive, processIdentitySchema } from '../embeddedServer/processIdentity';
import { ServiceUnreachable } from '../temporal/connectionErrors';

const startingDevSchema = z.object({ process: processIdentitySchema });

const START_LIMIT_MS = 60_000;
const POLL_MS = 20;

/**
 * Records for other programs of this home that `onboard dev` is starting here, until it has started or this process
 * ends.
 */
export async function recordStartingDev(home: string): Promise<void> {
  await writeJsonFile(fileIn(home), { process: identifyProcess(process.pid) });
}

export async function forgetStartingDev(home: string): Promise<void> {
  await rm(fileIn(home), { force: true });
}

/**
 * Finds a part of the `onboard dev` of a home. While one is starting, waits until it has that part.
 * @throws ServiceUnreachable if it takes more than 60 s to start
 */
export async function findOfDev<Found>(
  home: string,
  find: () => Promise<Found | null | undefined>,
): Promise<Found | undefined> {
  const deadline = Date.now() + START_LIMIT_MS;
  for (;;) {
    // Read first: a part that is missing when the start has ended will never come.
    const isStarting = await isDevStarting(home);
    const found = await find();
    if (found) return found;
    if (!isStarting) return undefined;
    if (Date.now() > deadline) {
      throw new ServiceUnreachable(
        `onboard dev has been starting in ${home} for ${START_LIMIT_MS / 1000} s; see what it says, and try again`,
      );
    }
    await sleep(POLL_MS);
  }
}

async function isDevStarting(home: string): Promise<boolean> {
  const starting = await readJsonFile(fileIn(home), startingDevSchema);
  return starting !== null && isAlive(starting.process);
}

function fileIn(home: string): string {
  return join(home, 'dev-starting.json');
}
