import type { Client } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { deleteRun } from '../deleteRun';

/** Deletes the histories of an import's chunks, every run of each; the server does it in the background. */
export async function deleteChunks(client: Client, importId: string): Promise<void> {
  const query = `WorkflowType = "${IMPORT_WORKFLOW_TYPE}" AND ${SEARCH_ATTRIBUTES.import.name} = "${importId}"`;
  for await (const { workflowId, runId, status } of client.workflow.list({ query })) {
    if (status.name === 'RUNNING') continue;
    await deleteRun(client, { workflowId, runId });
  }
}
