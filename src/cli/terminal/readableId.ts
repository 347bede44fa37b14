/** A workflow ID for a terminal: others choose IDs as they like, and control characters would be obeyed there. */
export function readableId(workflowId: string): string {
  return workflowId.replace(/\p{Cc}/gu, '\ufffd');
}
