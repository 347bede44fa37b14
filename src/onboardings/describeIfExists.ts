import { type Client, type WorkflowExecutionDescription, WorkflowNotFoundError } from '@temporalio/client';
import { mayBeWorkflowId } from '../contract/parse/workflowId';

/** The newest run of a workflow ID, of any type; undefined if the server knows none. */
export async function describeIfExists(
  client: Client,
  workflowId: string,
): Promise<WorkflowExecutionDescription | undefined> {
  if (!mayBeWorkflowId(workflowId)) return undefined;
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
