import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { tenantId } from '../../src/contract/parse/workflowId';
import { chunksOf } from '../../src/importFile';
import { runChunks } from '../../src/temporal/import/runChunks';
import type { Contender, Surroundings } from './contender';
import { newCustomer } from './newCustomer';
import { openThisProject } from './thisProject';

/** As many chunks as `onboard import` has in flight with one worker. */
const WINDOW = 4;

/** This project's way for many: what `onboard import` does once its file is judged, and a worker with everything on. */
export async function open(surroundings: Surroundings): Promise<Contender> {
  const project = await openThisProject(surroundings);
  const { REST_ENDPOINT } = surroundings.tenant;
  return {
    ...project,
    onboardMany: async (onboardings) => {
      const work = importRows(project.client, {
        rows: onboardings,
        restEndpoint: REST_ENDPOINT,
        taskQueue: project.taskQueue,
      });
      await project.whileServing(work);
    },
  };
}

async function importRows(
  client: Client,
  { rows, restEndpoint, taskQueue }: { rows: number; restEndpoint: string; taskQueue: string },
): Promise<void> {
  const chunks = chunksToImport({ rows, importId: randomUUID(), tenant: tenantId(restEndpoint) });
  const { signal } = new AbortController();
  let made = 0;
  for await (const outcomes of runChunks(client, { chunks, taskQueue, window: () => WINDOW, signal })) {
    made += outcomes.filter(({ outcome }) => outcome === 'made').length;
  }
  if (made !== rows) throw new Error(`${made} of ${rows} customers were made`);
}

async function* chunksToImport({ rows, ...chunk }: { rows: number; importId: string; tenant: string }) {
  for await (const part of chunksOf(newRows(rows))) yield { ...chunk, ...part };
}

async function* newRows(rows: number) {
  for (let row = 1; row <= rows; row += 1) {
    yield await Promise.resolve({ kind: 'good' as const, row, line: row, input: newCustomer() });
  }
}
