import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import PQueue from 'p-queue';
import type { RowCounts } from '../../contract/importing';
import { type KnownChunk, chunksOfImport } from '../../temporal/import/chunksOfImport';
import { addCounts, countOutcomes, NO_ROWS, progressOfChunk } from '../../temporal/import/importProgress';
import type { ImportCustomers } from '../../temporal/import/startChunk';
import type { OnboardingStatus } from '../../temporal/onboardingStatus';
import { EXIT, type ExitStatus } from '../exit';
import { print, printJson, printTable } from '../output';
import { withSession } from '../withSession';
import type { ImportActionOptions } from './actionOptions';
import { unknownImport } from './cancelImport';
import { type ImportRecord, readRecord } from './importRecord';
import { printEnded } from './printEnded';

const LOOK_EVERY_MS = 2_000;
const ASKED_AT_ONCE = 20;

/** Prints how an import stands, as its chunks tell; with `watch` again and again until all have ended. */
export async function tellImport(options: ImportActionOptions & { watch: boolean }): Promise<ExitStatus> {
  const { importId, settings, interruption, json, watch } = options;
  return await withSession(options, async ({ temporal: { client } }) => {
    const known = new Map<string, RowCounts>();
    for (;;) {
      const record = await readRecord(settings.home, importId);
      if (record?.ended) return printEnded(record, options);
      const chunks = await chunksOfImport(client, importId);
      if (chunks.length === 0 && !record) throw unknownImport(importId);
      const counts = await countRows(client, chunks, known);
      printState({ importId, record, chunks, counts }, json);
      const running = chunks.some(({ status }) => status === 'running');
      if (!watch || !running) return EXIT.done;
      await sleep(LOOK_EVERY_MS, undefined, { signal: interruption }).catch(() => undefined);
      interruption.throwIfAborted();
    }
  });
}

/** Chunks that are done are asked once. */
async function countRows(
  client: Client,
  chunks: readonly KnownChunk[],
  known: Map<string, RowCounts>,
): Promise<RowCounts> {
  const asking = new PQueue({ concurrency: ASKED_AT_ONCE });
  const counts = chunks.map(async ({ workflowId, runId, status }) => {
    const counted = known.get(runId);
    if (counted) return counted;
    const found = await asking.add(async () => await countChunk(client, workflowId, status));
    if (status === 'done') known.set(runId, found);
    return found;
  });
  return (await Promise.all(counts)).reduce(addCounts, NO_ROWS);
}

async function countChunk(client: Client, workflowId: string, status: OnboardingStatus): Promise<RowCounts> {
  if (status === 'running') return await progressOfChunk(client, workflowId);
  if (status !== 'done') return NO_ROWS;
  const { outcomes } = await client.workflow.getHandle<ImportCustomers>(workflowId).result();
  return countOutcomes(outcomes);
}

interface State {
  readonly importId: string;
  readonly record: ImportRecord | null;
  readonly chunks: readonly KnownChunk[];
  readonly counts: RowCounts;
}

function printState({ importId, record, chunks, counts }: State, json: boolean): void {
  const byStatus = new Map<string, number>();
  for (const { status } of chunks) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
  if (json) {
    const rows = record ? { rows: record.rows } : {};
    printJson({ importId, ...rows, ...counts, chunks: Object.fromEntries(byStatus) });
    return;
  }
  const { made, adopted, refused } = counts;
  printTable([
    ['Import', importId],
    ...(record ? [['Rows', `${record.good} of ${record.rows} can be imported`]] : []),
    ['So far', `${made} made, ${adopted} adopted, ${refused} refused`],
    ['Chunks', [...byStatus].map(([status, count]) => `${count} ${status}`).join(', ') || 'none yet'],
  ]);
  print('');
}
