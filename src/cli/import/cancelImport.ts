import { chunksOfImport } from '../../onboardings/import/chunksOfImport';
import { EXIT, type ExitStatus, UsageError } from '../terminal/exit';
import { print, printJson } from '../terminal/output';
import { withSession } from '../terminal/withSession';
import type { ImportActionOptions } from './importOptions';

/** Requests cancellation of an import's running chunks; each stops after its current rows. */
export async function cancelImport(options: ImportActionOptions): Promise<ExitStatus> {
  const { importId, json } = options;
  return await withSession(options, async ({ temporal: { client } }) => {
    const chunks = await chunksOfImport(client, importId);
    if (chunks.length === 0) throw unknownImport(importId);
    const running = chunks.filter(({ status }) => status === 'running');
    for (const { workflowId, runId } of running) await client.workflow.getHandle(workflowId, runId).cancel();
    if (json) printJson({ importId, cancelled: running.length });
    else print(`${running.length} of ${chunks.length} chunks will stop after their current rows.`);
    return EXIT.done;
  });
}

export function unknownImport(importId: string): UsageError {
  return new UsageError([`no import ${importId} in Temporal or in this home`]);
}
