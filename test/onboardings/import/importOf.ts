import type { ImportChunk, ImportRow } from '../../../src/contract/importing';
import { tenantId } from '../../../src/contract/parse/workflowId';
import { startChunk } from '../../../src/onboardings/import/startChunk';
import { somebody } from '../../setup/people';
import type { Stage } from '../../setup/stage';
import { freshTaskQueue } from '../../setup/temporal';

export function newRows(count: number, update?: { lastname: string }): ImportRow[] {
  return Array.from({ length: count }, (_, index) => ({
    row: index + 1,
    input: { customer: somebody(), ...(update && { update }) },
  }));
}

/** An import of one chunk. */
export function chunkOf({ sandbox }: Stage, rows: ImportRow[], more: Partial<ImportChunk> = {}): ImportChunk {
  const tenant = tenantId(sandbox.settings.REST_ENDPOINT);
  return { importId: freshTaskQueue(), tenant, chunk: 0, rows, ...more };
}

export async function start({ temporal, taskQueue }: Stage, chunk: ImportChunk) {
  return await startChunk(temporal.client, { chunk, taskQueue });
}
