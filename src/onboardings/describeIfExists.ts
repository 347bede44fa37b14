import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { mayBeWorkflowId } from '../contract/parse/workflowId';

/** The newest run of a workflow ID, or the given one, of any type; undefined if the server has no history of it. */
export async function describeIfExists(
  client: Client,
  workflowId: string,
  runId?: string,
): Promise<WorkflowExecutionDescription | undefined> {
  if (!mayBeWorkflowId(workflowId)) return undefined;
  try {
    return await client.workflow.getHandle(workflowId, runId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
