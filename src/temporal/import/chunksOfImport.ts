import type { Client } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { type OnboardingStatus, statusOf } from '../onboardingStatus';

/** A chunk that the server knows, by its newest run. */
export interface KnownChunk {
  /** From 0. */
  readonly chunk: number;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: Exclude<OnboardingStatus, 'stuck'>;
}

/** The chunks of an import that the server knows, in their order. Visibility lags behind by seconds on some servers. */
export async function chunksOfImport(client: Client, importId: string): Promise<KnownChunk[]> {
  const newest = new Map<number, KnownChunk & { startedAt: Date }>();
  const query = `WorkflowType = "${IMPORT_WORKFLOW_TYPE}" AND ${SEARCH_ATTRIBUTES.import.name} = "${importId}"`;
  for await (const { workflowId, runId, status, startTime } of client.workflow.list({ query })) {
    const chunk = Number(workflowId.slice(workflowId.lastIndexOf('-') + 1));
    const other = newest.get(chunk);
    if (other && other.startedAt >= startTime) continue;
    newest.set(chunk, { chunk, workflowId, runId, status: statusOf(status.name), startedAt: startTime });
  }
  return [...newest.values()].sort((one, other) => one.chunk - other.chunk);
}
