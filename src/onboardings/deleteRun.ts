import type { Client } from '@temporalio/client';
import { isNotFound } from '../temporal/grpcStatus';

/** Asks the server to delete a run, which it does some time later; one that is gone is fine. */
export async function deleteRun(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
): Promise<void> {
  // The service itself, unlike a handle, tells what is gone by the status code of gRPC.
  const request = { namespace: client.options.namespace, workflowExecution: { workflowId, runId } };
  await client.workflowService.deleteWorkflowExecution(request).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
  });
}
