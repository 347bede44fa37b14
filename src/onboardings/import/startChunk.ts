import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  type WorkflowHandle,
  WorkflowIdReusePolicy,
  type WorkflowStartOptions,
} from '@temporalio/client';
import {
  type FailedChunk,
  IMPORT_WORKFLOW_TYPE,
  type ImportChunk,
  type ImportedChunk,
} from '../../contract/importing';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { PRIORITIES } from '../../contract/priorities';
import { importChunkWorkflowId } from '../../contract/parse/workflowId';
import { failedChunkOf } from './failedChunk';

/** The type of the workflow for clients. */
export type ImportCustomers = (chunk: ImportChunk, failedChunk?: FailedChunk) => Promise<ImportedChunk>;

/** A chunk that is running or done. */
export interface BegunChunk {
  readonly handle: WorkflowHandle<ImportCustomers>;
  /** How many of its rows were done before; undefined for a chunk that was found running or done. */
  readonly doneBefore: number | undefined;
}

/**
 * Starts a chunk, or finds the one that is running or done. A chunk that failed or was stopped starts again with its
 * earlier outcomes.
 */
export async function startChunk(
  client: Client,
  options: { chunk: ImportChunk; taskQueue: string },
): Promise<WorkflowHandle<ImportCustomers>> {
  return (await beginChunk(client, options)).handle;
}

/** Starts a chunk as `startChunk` does, and returns how much of it was done before. */
export async function beginChunk(
  client: Client,
  { chunk, taskQueue }: { chunk: ImportChunk; taskQueue: string },
): Promise<BegunChunk> {
  const workflowId = importChunkWorkflowId(chunk.importId, chunk.chunk);
  const options = { ...optionsOf(chunk), taskQueue, workflowId };
  const found = () => ({
    handle: client.workflow.getHandle<ImportCustomers>(workflowId),
    doneBefore: undefined,
  });
  try {
    const handle = await client.workflow.start<ImportCustomers>(IMPORT_WORKFLOW_TYPE, {
      ...options,
      args: [chunk],
      workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
    });
    return { handle, doneBefore: 0 };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  const failedChunk = await failedChunkOf(client, workflowId);
  if (!failedChunk) return found();
  try {
    const handle = await client.workflow.start<ImportCustomers>(IMPORT_WORKFLOW_TYPE, {
      ...options,
      args: [chunk, failedChunk],
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    });
    return { handle, doneBefore: failedChunk.outcomes.length };
  } catch (error) {
    // Another command for the same file was faster.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return found();
    throw error;
  }
}

function optionsOf({
  importId,
  rows,
}: ImportChunk): Pick<
  WorkflowStartOptions<ImportCustomers>,
  'priority' | 'typedSearchAttributes' | 'staticSummary' | 'staticDetails'
> {
  return {
    priority: PRIORITIES.bulk,
    typedSearchAttributes: [{ key: SEARCH_ATTRIBUTES.import, value: importId }],
    staticSummary: `rows ${rows[0]?.row ?? 0} to ${rows.at(-1)?.row ?? 0} of an import`,
    staticDetails: `how the import stands: \`onboard import status ${importId}\``,
  };
}
