import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PaceState } from '../../commerce/pace';
import { SLOWDOWN_REASONS } from '../../commerce/pace/slowdown';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { identifyProcess, isAlive, processIdentitySchema } from '../../embeddedServer/processIdentity';

const paceSchema = z.object({
  service: z.enum(['IMS', 'Commerce']),
  allowedPerSecond: z.number(),
  waiting: z.number(),
  reason: z.enum(SLOWDOWN_REASONS).nullable(),
  slowdown: z.object({ what: z.string(), at: z.iso.datetime() }).nullable(),
});

const workerSchema = z.object({
  process: processIdentitySchema,
  taskQueue: z.string(),
  paces: z.array(paceSchema),
});

/** The request rates of one worker of this home, as it last wrote them. */
export interface WorkerPaces {
  readonly pid: number;
  readonly paces: readonly z.infer<typeof paceSchema>[];
}

const REPORT_EVERY_MS = 2_000;

/**
 * Writes the request rates of this worker for other commands of the same home, because Temporal has no place for them.
 * On other machines, use the metrics.
 */
export function reportPaces(
  { home, taskQueue }: { home: string; taskQueue: string },
  states: () => readonly PaceState[],
): { stop(): Promise<void> } {
  const folder = folderOf(home);
  const file = join(folder, `${process.pid}-${randomBytes(4).toString('hex')}.json`);
  const identity = identifyProcess(process.pid);
  let written = '';
  const write = async () => {
    const paces = states().map(({ allowedPerSecond, ...state }) => ({
      ...state,
      allowedPerSecond: Number(allowedPerSecond.toPrecision(3)),
    }));
    const text = JSON.stringify(paces);
    if (text === written) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeJsonFile(file, { process: identity, taskQueue, paces });
    written = text;
  };
  // A worker can work without a writable home.
  let writing = write().catch(() => undefined);
  const timer = setInterval(() => {
    writing = writing.then(write).catch(() => undefined);
  }, REPORT_EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await writing;
      await rm(file, { force: true }).catch(() => undefined);
    },
  };
}

/** The request rates of the workers of a task queue that run on this machine with this home. */
export async function findPaces(home: string, taskQueue: string): Promise<WorkerPaces[]> {
  const folder = folderOf(home);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json'));
  const found = await Promise.all(names.map((name) => readJsonFile(join(folder, name), workerSchema)));
  return found.flatMap((worker) =>
    worker?.taskQueue === taskQueue && isAlive(worker.process)
      ? [{ pid: worker.process.pid, paces: worker.paces }]
      : [],
  );
}

function folderOf(home: string): string {
  return join(home, 'workers');
}
