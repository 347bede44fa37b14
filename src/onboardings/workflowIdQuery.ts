/**
 * Whether a list can be queried for a workflow ID. The server compares quotes, backslashes and control characters in
 * their escaped form, and so never finds an ID that contains them.
 */
export function isQueryable(workflowId: string): boolean {
  return !/[\p{Cc}'"\\]/u.test(workflowId);
}

/** A value in the syntax of visibility queries. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
