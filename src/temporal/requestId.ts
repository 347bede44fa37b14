import type { WorkflowExecutionDescription } from '@temporalio/client';
import { InternalWorkflowStartOptionsSymbol } from './privateSdk';

/**
 * Options of a start that carry the ID of the request. The server keeps it with the run. If the newest run of the
 * workflow ID has it, a start returns that run, also if it has ended. The SDK's public options have no request ID.
 */
export function withRequestId(requestId: string): object {
  return { [InternalWorkflowStartOptionsSymbol]: { requestId } };
}

/** Whether a request with this ID started the run. Servers before 1.27 do not report it. */
export function wasStartedBy({ raw }: WorkflowExecutionDescription, requestId: string): boolean {
  return Object.hasOwn(raw.workflowExtendedInfo?.requestIdInfos ?? {}, requestId);
}
