import type { Client } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { type OnboardingStatus, statusOf } from '../onboardingStatus';

/** A chunk that the server knows, with its newest run. */
export interface KnownChunk {
  /** Counted from 0. */
  readonly chunk: number;
  readonly workflowId: string;
  readonly runId: string;
  readonly status: Exclude<OnboardingStatus, 'stuck'>;
  readonly startedAt: Date;
}

/** An import that the server knows. */
export interface KnownImport {
  readonly importId: string;
  /** The start of the first chunk that the server still knows. */
  readonly startedAt: Date;
  readonly chunks: readonly KnownChunk[];
}

/** The chunks of an import that the server knows, in order. Visibility lags by seconds on some servers. */
export async function chunksOfImport(client: Client, importId: string): Promise<KnownChunk[]> {
  const attribute = `${SEARCH_ATTRIBUTES.import.name} = "${importId}"`;
  return (await knownChunks(client, attribute)).get(importId) ?? [];
}

/** All imports that the server knows, newest first. */
export async function knownImports(client: Client): Promise<KnownImport[]> {
  const imports = [...(await knownChunks(client))].map(([importId, chunks]) => ({
    ...{ importId, chunks },
    startedAt: new Date(Math.min(...chunks.map(({ startedAt }) => startedAt.getTime()))),
  }));
  return imports.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

async function knownChunks(client: Client, condition?: string): Promise<Map<string, KnownChunk[]>> {
  const newest = new Map<string, KnownChunk>();
  const query = [`WorkflowType = "${IMPORT_WORKFLOW_TYPE}"`, ...(condition ? [condition] : [])].join(' AND ');
  for await (const { workflowId, runId, status, startTime } of client.workflow.list({ query })) {
    const other = newest.get(workflowId);
    if (other && other.startedAt >= startTime) continue;
    const chunk = Number(workflowId.slice(workflowId.lastIndexOf('-') + 1));
    const known = { chunk, workflowId, runId, status: statusOf(status.name), startedAt: startTime };
    newest.set(workflowId, known);
  }
  const byImport = new Map<string, KnownChunk[]>();
  for (const known of [...newest.values()].sort((one, other) => one.chunk - other.chunk)) {
    const importId = importIdOf(known.workflowId);
    byImport.set(importId, [...(byImport.get(importId) ?? []), known]);
  }
  return byImport;
}

/** The import's ID in a workflow ID that `importChunkWorkflowId` made. */
function importIdOf(workflowId: string): string {
  return workflowId.slice('import-'.length, workflowId.lastIndexOf('-'));
}
