import { randomUUID } from 'node:crypto';
import { readAllSettings } from '../../src/cli/problems';
import { serveQueue } from '../../src/cli/serveQueue';
import { openCaller } from './caller';
import type { Contender, Surroundings } from './contender';
import { workerEnvironment } from './workerEnvironment';

/**
 * This project: what `onboard worker` does, and a caller who uses the package's client.
 *
 * Everything is on; the variants `noEncryption`, `noMetrics` and `noTracing` switch one off.
 */
export async function open(surroundings: Surroundings): Promise<Contender> {
  const taskQueue = `this-project-${randomUUID()}`;
  const environment = workerEnvironment(surroundings, taskQueue);
  const interruption = new AbortController();
  const serving = serveQueue({
    environment,
    settings: await readAllSettings(environment),
    interruption: interruption.signal,
  });
  const caller = await openCaller(surroundings, taskQueue);
  return {
    onboard: async () => {
      await Promise.race([caller.onboard(), endedEarly(serving)]);
    },
    close: async () => {
      interruption.abort();
      await serving;
      await caller.close();
    },
  };
}

async function endedEarly(serving: Promise<void>): Promise<never> {
  await serving;
  throw new Error('The worker ended before its work was done');
}
