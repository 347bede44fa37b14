import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import type { FailedChunk, RetriedRow, RowCounts, RowOutcome } from '../../contract/importing';
import { keptProgressSchema } from '../../contract/parse/keptProgress';
import { decodePayloadAt } from '../../temporal/decodePayloads';
import { startOfRun } from '../startOfRun';
import { failedChunkOf } from './failedChunk';
import type { ImportCustomers } from './startChunk';

export const NO_ROWS: RowCounts = { made: 0, adopted: 0, refused: 0 };

export function addCounts(one: RowCounts, other: RowCounts): RowCounts {
  return {
    made: one.made + other.made,
    adopted: one.adopted + other.adopted,
    refused: one.refused + other.refused,
  };
}

export function countOutcomes(outcomes: readonly Pick<RowOutcome, 'outcome'>[]): RowCounts {
  const count = (kind: RowOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  return { made: count('made'), adopted: count('adopted'), refused: count('refused') };
}

/** The progress of a chunk. */
export interface ChunkState {
  readonly counts: RowCounts;
  /** Rows that failed and are being retried. */
  readonly retried: readonly RetriedRow[];
}

/** The progress of a chunk, running or not; no rows if the server does not know it. */
export async function stateOfChunk(client: Client, workflowId: string): Promise<ChunkState> {
  const handle = client.workflow.getHandle<ImportCustomers>(workflowId);
  const description = await handle.describe().catch((error: unknown) => {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  });
  if (!description) return NOTHING_DONE;
  if (description.status.name === 'RUNNING') return await stateOfRunning(client, description);
  if (description.status.name === 'COMPLETED') return done((await handle.result()).outcomes);
  return done((await failedChunkOf(client, workflowId))?.outcomes ?? []);
}

const NOTHING_DONE: ChunkState = { counts: NO_ROWS, retried: [] };

function done(outcomes: readonly RowOutcome[]): ChunkState {
  return { counts: countOutcomes(outcomes), retried: [] };
}

/** From its last heartbeat; before the first one, the outcomes of the run before it. */
async function stateOfRunning(
  client: Client,
  { raw, workflowId, runId }: WorkflowExecutionDescription,
): Promise<ChunkState> {
  const payloads = raw.pendingActivities?.[0]?.heartbeatDetails?.payloads;
  const kept = payloads
    ? keptProgressSchema.safeParse(await decodePayloadAt(client.options.loadedDataConverter, 0, payloads))
    : undefined;
  if (!kept?.success) {
    const { args } = await startOfRun(client, { workflowId, runId });
    return done((args[1] as FailedChunk | undefined)?.outcomes ?? []);
  }
  const made = kept.data.made.filter((customerId) => customerId > 0).length;
  const counts = addCounts({ ...NO_ROWS, made }, countOutcomes(kept.data.others));
  return { counts, retried: kept.data.retried };
}
