import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { readAllSettings } from '#product/cli/terminal/problems';
import { serveQueue } from '#product/cli/worker/serveQueue';
import { openCaller } from './caller';
import type { Contender, Surroundings } from './contender';
import { workerEnvironment } from './workerEnvironment';

/**
 * This project: what `onboard worker` does, and a caller who uses the package's client.
 *
 * Everything is on; the variants `noEncryption`, `noMetrics` and `noTracing` switch one off.
 */
export async function open(surroundings: Surroundings): Promise<Contender> {
  return await openThisProject(surroundings);
}

export interface ThisProject extends Contender {
  readonly client: Client;
  readonly taskQueue: string;
  /** Waits for work, and rejects where the worker ends before. */
  readonly whileServing: (work: Promise<unknown>) => Promise<void>;
  readonly onboard: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openThisProject(surroundings: Surroundings): Promise<ThisProject> {
  const taskQueue = `this-project-${randomUUID()}`;
  const environment = workerEnvironment(surroundings, taskQueue);
  const interruption = new AbortController();
  const serving = serveQueue({
    environment,
    settings: await readAllSettings(environment),
    interruption: interruption.signal,
  });
  const caller = await openCaller(surroundings, taskQueue);
  const whileServing = async (work: Promise<unknown>) => {
    await Promise.race([work, endedEarly(serving)]);
  };
  return {
    client: caller.client,
    taskQueue,
    whileServing,
    onboard: () => whileServing(caller.onboard()),
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
