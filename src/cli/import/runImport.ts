import { join } from 'node:path';
import type { RowOutcome } from '../../contract/importing';
import { writeReports } from '../../importFile';
import type { TemporalConnection } from '../../temporal/connection';
import { deleteChunks } from '../../onboardings/import/deleteChunks';
import { outcomesOfChunks } from '../../onboardings/import/outcomesOfChunks';
import { runChunks } from '../../onboardings/import/runChunks';
import { untilAnswered } from '../../onboardings/untilAnswered';
import { countWorkers } from '../../temporal/workers';
import { chunksToImport } from './chunksToImport';
import type { Import, ImportFromFileOptions } from './importOptions';
import { importFolder, type ImportRecord, writeRecord } from './importRecord';
import { ImportProgress } from './importProgress';

/** As many as are in flight with few workers. */
const LEAST_WINDOW = 4;
const CHUNKS_PER_WORKER = 2;
const COUNT_WORKERS_EVERY_MS = 10_000;

/**
 * Runs an import until every row has an outcome, or only waits for one, and writes its report; the record of it then.
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

async function* eachOf(chunks: AsyncIterable<readonly RowOutcome[]>): AsyncGenerator<RowOutcome> {
  for await (const outcomes of chunks) yield* outcomes;
}

/** Grows with the workers that come. */
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
