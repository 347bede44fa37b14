import { setTimeout as sleep } from 'node:timers/promises';
import { type KnownChunk, chunksOfImport } from '../../onboardings/import/chunksOfImport';
import type { ChunkState } from '../../onboardings/import/importProgress';
import { ImportState } from '../../onboardings/import/importState';
import { EXIT, type ExitStatus } from '../terminal/exit';
import { print, printJson, printTable } from '../terminal/output';
import { withSession } from '../terminal/withSession';
import type { ImportActionOptions } from './importOptions';
import { unknownImport } from './cancelImport';
import { type ImportRecord, readRecord } from './importRecord';
import { printEnded } from './printEnded';
import { retriedRowsJson, retriedRowsLine } from './retriedRows';

const LOOK_EVERY_MS = 2_000;

/** Prints the progress of an import; with `watch`, repeatedly until all chunks have ended. */
export async function showImport(options: ImportActionOptions & { watch: boolean }): Promise<ExitStatus> {
  const { importId, settings, interruption, json, watch } = options;
  return await withSession({ ...options, onlyReads: true }, async ({ temporal: { client } }) => {
    const importState = new ImportState(client);
    for (;;) {
      const record = await readRecord(settings.home, importId);
      if (record?.ended) return printEnded(record, options);
      const chunks = await chunksOfImport(client, importId);
      if (chunks.length === 0 && !record) throw unknownImport(importId);
      printState({ importId, record, chunks, state: await importState.of(chunks) }, json);
      const running = chunks.some(({ status }) => status === 'running');
      if (!watch || !running) return EXIT.done;
      await sleep(LOOK_EVERY_MS, undefined, { signal: interruption }).catch(() => undefined);
      interruption.throwIfAborted();
    }
  });
}

interface PrintedState {
  readonly importId: string;
  readonly record: ImportRecord | null;
  readonly chunks: readonly KnownChunk[];
  readonly state: ChunkState;
}

function printState({ importId, record, chunks, state }: PrintedState, json: boolean): void {
  const { counts, retried } = state;
  const byStatus = chunksByStatus(chunks);
  if (json) {
    const rows = record ? { rows: record.rows } : {};
    printJson({ importId, ...rows, ...counts, chunks: byStatus, ...retriedRowsJson(retried) });
    return;
  }
  const again = retriedRowsLine(retried);
  printTable([
    ['Import', importId],
    ...(record ? [['Rows', `${record.good} of ${record.rows} can be imported`]] : []),
    ['So far', `${counts.made} made, ${counts.adopted} adopted, ${counts.refused} refused`],
    ['Chunks', chunksLine(byStatus)],
    ...(again ? [['Now', again]] : []),
  ]);
  print('');
}

export function chunksByStatus(chunks: readonly Pick<KnownChunk, 'status'>[]): Record<string, number> {
  const byStatus: Record<string, number> = {};
  for (const { status } of chunks) byStatus[status] = (byStatus[status] ?? 0) + 1;
  return byStatus;
}

export function chunksLine(byStatus: Readonly<Record<string, number>>): string {
  const parts = Object.entries(byStatus).map(([status, count]) => `${count} ${status}`);
  return parts.join(', ') || 'none yet';
}
