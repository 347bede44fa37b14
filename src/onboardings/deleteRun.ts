import type { Client } from '@temporalio/client';
import { isNotFound } from '../temporal/grpcStatus';

/** Requests the deletion of a run, which the server carries out later. Succeeds if the run is gone. */
export async function deleteRun(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<void> {
  // Unlike a handle, the service reports a missing run by a gRPC status code.
  const request = { namespace: client.options.namespace, workflowExecution: { workflowId, runId } };
  await client.workflowService.deleteWorkflowExecution(request).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
