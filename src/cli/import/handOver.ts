import type { Client } from '@temporalio/client';
import { startChunk } from '../../onboardings/import/startChunk';
import { untilAnswered } from '../../onboardings/untilAnswered';
import { chunksToImport } from './chunksToImport';
import type { Import, ImportFromFileOptions } from './importOptions';
import { writeRecord } from './importRecord';

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
