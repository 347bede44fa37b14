/**
 * Whether lists can be asked for a workflow ID: the server compares quotes, backslashes and control characters as they
 * are escaped, and so finds none of the IDs that have them.
 */
export function isQueryable(workflowId: string): boolean {
  return !/[\p{Cc}'"\\]/u.test(workflowId);
}

/** As a query of the visibility store writes a value. */
export function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
