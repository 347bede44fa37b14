import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { tenantId } from '#product/contract/parse/workflowId';
import { chunksOf } from '#product/importFile/index';
import { type ChunkInFlight, runChunks } from '#product/onboardings/import/runChunks';
import { newCustomer } from './newCustomer';

/** As many chunks as `onboard import` has in flight with one worker or two. */
const WINDOW = 4;

export interface ImportRowsOptions {
  readonly rows: number;
  readonly restEndpoint: string;
  readonly taskQueue: string;
  readonly onStarted?: (chunk: ChunkInFlight) => void;
}

/** What `onboard import` does after it has validated its file, with new customers; rejects if one of them is not made. */
export async function importRows(
  client: Client,
  { rows, restEndpoint, taskQueue, onStarted }: ImportRowsOptions,
): Promise<void> {
  const chunks = chunksToImport({ rows, importId: randomUUID(), tenant: tenantId(restEndpoint) });
  const { signal } = new AbortController();
  let made = 0;
  const options = { chunks, taskQueue, window: () => WINDOW, signal, ...(onStarted && { onStarted }) };
  for await (const outcomes of runChunks(client, options)) {
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
