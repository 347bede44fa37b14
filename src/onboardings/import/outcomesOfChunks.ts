import { type Client, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import type { ImportChunk, RowOutcome } from '../../contract/importing';
import { importChunkWorkflowId } from '../../contract/parse/workflowId';
import { untilAnswered } from '../untilAnswered';
import { failedChunkOf } from './failedChunk';
import type { ImportCustomers } from './startChunk';

/** Some rows were not imported, so there is nothing to report for them. */
export class ImportUnfinished extends Error {
  override readonly name = 'ImportUnfinished';
}

/**
 * The outcomes of an import's rows, in the order of the file. Waits for running chunks, and starts none.
 * @throws ImportUnfinished; the signal's reason
 */
export async function* outcomesOfChunks(
  client: Client,
  { chunks, signal }: { chunks: AsyncIterable<ImportChunk>; signal: AbortSignal },
): AsyncGenerator<RowOutcome[]> {
  for await (const chunk of chunks) {
    const outcomes = await untilAnswered(() => outcomesOf(client, chunk), { signal });
    const missing = chunk.rows.length - outcomes.length;
    if (missing > 0) {
      const [first, last] = [chunk.rows[0]?.row ?? 0, chunk.rows.at(-1)?.row ?? 0];
      throw new ImportUnfinished(`${missing} of rows ${first} to ${last} have not been imported`);
    }
    yield outcomes;
  }
}

async function outcomesOf(client: Client, { importId, chunk, rows }: ImportChunk): Promise<RowOutcome[]> {
  const workflowId = importChunkWorkflowId(importId, chunk);
  try {
    return (await client.workflow.getHandle<ImportCustomers>(workflowId).result()).outcomes;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    if (!(error instanceof WorkflowFailedError)) throw error;
    const outcomes = (await failedChunkOf(client, workflowId))?.outcomes ?? [];
    const byRow = new Map(outcomes.map((outcome) => [outcome.row, outcome]));
    return rows.flatMap(({ row }) => byRow.get(row) ?? []);
  }
}
