/** Makes a workflow ID safe to print: anyone may choose an ID, and a terminal obeys control characters. */
export function readableId(workflowId: string): string {
  return workflowId.replace(/\p{Cc}/gu, '\ufffd');
}

/** A word of a command to copy: anyone may choose a workflow ID, and a shell obeys what is not quoted. */
export function shellWord(text: string): string {
  const readable = readableId(text);
  return /^[\w@%+=:,./-]+$/.test(readable) ? readable : `'${readable.replaceAll("'", "'\\''")}'`;
}
