import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { FIRST_CHUNKS, type ImportChunk, type RowOutcome } from '../../contract/importing';
import { tenantId } from '../../contract/parse/workflowId';
import { chunksOf, validatedRows, writeReports } from '../../importFile';
import type { TemporalConnection } from '../../temporal/connection';
import { deleteChunks } from '../../onboardings/import/chunksOfImport';
import { outcomesOfChunks } from '../../onboardings/import/outcomesOfChunks';
import { runChunks } from '../../onboardings/import/runChunks';
import { startChunk } from '../../onboardings/import/startChunk';
import { untilAnswered } from '../../onboardings/untilAnswered';
import { countWorkers } from '../../temporal/workers';
import type { Import, ImportFromFileOptions } from './importOptions';
import { importFolder, type ImportRecord, writeRecord } from './importRecord';
import { ImportProgress } from './importProgress';

/** Enough for a few workers. */
const LEAST_WINDOW = 4;
const CHUNKS_PER_WORKER = 2;
const COUNT_WORKERS_EVERY_MS = 10_000;

/**
 * Runs an import, or only waits for it, until every row has an outcome. Then writes its report.
 * @returns the record with the report
 * @throws ChunkStopped, ImportUnfinished, Interrupted
 */
export async function runImport(
  temporal: TemporalConnection,
  checked: Import,
  options: ImportFromFileOptions,
): Promise<ImportRecord> {
  const { settings, interruption: signal, keep } = options;
  const { file, validation, record } = checked;
  const folder = await importFolder(settings.home, record.importId);
  const progress = new ImportProgress(temporal.client, record, options);
  const window = await watchedWindow(temporal, settings.taskQueue, signal);
  try {
    const chunks = chunksToImport(checked, options);
    const outcomes = eachOf(
      options.reportOf === undefined
        ? runChunks(temporal.client, {
            ...{ chunks, signal, taskQueue: settings.taskQueue, window: window.size },
            onStarted: (chunk) => progress.began(chunk),
            onEnded: (chunk, ended) => progress.ended(chunk, ended),
          })
        : outcomesOfChunks(temporal.client, { chunks, signal }),
    );
    const { format } = file.layout;
    const report = { path: join(folder, `report.${format}`), format };
    const refused = join(folder, `refused.${format}`);
    const counts = await writeReports({ file, validation, outcomes, report, refused });
    const ended: ImportRecord = {
      ...record,
      ended: {
        at: new Date().toISOString(),
        counts,
        report: report.path,
        refused: counts.refused > 0 ? refused : null,
      },
    };
    await writeRecord(settings.home, ended);
    const deleteHistories = () => deleteChunks(temporal.client, record.importId);
    if (!keep) await untilAnswered(deleteHistories, { signal });
    return ended;
  } finally {
    progress.close();
    window.close();
  }
}

/** Hands all chunks to the workers, and waits for none. */
export async function handOver(
  client: Client,
  checked: Import,
  options: ImportFromFileOptions,
): Promise<void> {
  const { interruption, settings } = options;
  let chunks = 0;
  for await (const chunk of chunksToImport(checked, options)) {
    const start = () => startChunk(client, { chunk, taskQueue: settings.taskQueue });
    await untilAnswered(start, { signal: interruption });
    chunks += 1;
  }
  await writeRecord(settings.home, { ...checked.record, chunks });
}

/** The chunks of a file, ready for the workers. */
async function* chunksToImport(
  { file, validation, record }: Import,
  { restEndpoint, allowRefusals }: Pick<ImportFromFileOptions, 'restEndpoint' | 'allowRefusals'>,
): AsyncGenerator<ImportChunk, void> {
  const tenant = tenantId(restEndpoint);
  for await (const { chunk, rows } of chunksOf(validatedRows(file, validation))) {
    const stops = chunk < FIRST_CHUNKS && !allowRefusals;
    yield {
      ...{ importId: record.importId, tenant, chunk, rows },
      ...(stops && { stopsWhenRefusedAlike: true }),
    };
  }
}

async function* eachOf(chunks: AsyncIterable<readonly RowOutcome[]>): AsyncGenerator<RowOutcome> {
  for await (const outcomes of chunks) yield* outcomes;
}

/** A window that grows with the number of workers. */
async function watchedWindow(
  temporal: TemporalConnection,
  taskQueue: string,
  signal: AbortSignal,
): Promise<{ size: () => number; close: () => void }> {
  let size = LEAST_WINDOW;
  const count = async () => {
    size = Math.max(LEAST_WINDOW, CHUNKS_PER_WORKER * (await countWorkers(temporal, taskQueue)));
  };
  await untilAnswered(count, { signal });
  const timer = setInterval(() => void count().catch(() => undefined), COUNT_WORKERS_EVERY_MS);
  return { size: () => size, close: () => clearInterval(timer) };
}
