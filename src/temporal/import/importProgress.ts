import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow';
import type { RowCounts, RowOutcome } from '../../contract/importing';
import { keptProgressSchema } from '../../contract/parse/keptProgress';

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

/** What a chunk under way has come to, as its last heartbeat told; nothing where it is not under way. */
export async function progressOfChunk(client: Client, workflowId: string): Promise<RowCounts> {
  const description = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch((error: unknown) => {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    });
  const payloads = description?.raw.pendingActivities?.[0]?.heartbeatDetails?.payloads;
  if (!payloads) return NO_ROWS;
  const kept = keptProgressSchema.safeParse(
    await decodeFromPayloadsAtIndex(client.options.loadedDataConverter, 0, payloads),
  );
  if (!kept.success) return NO_ROWS;
  const made = kept.data.made.filter((customerId) => customerId > 0).length;
  return addCounts({ ...NO_ROWS, made }, countOutcomes(kept.data.others));
}
