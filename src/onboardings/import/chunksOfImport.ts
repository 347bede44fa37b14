import type { Client } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { SEARCH_ATTRIBUTES } from '../../contract/names';
import { deleteRun } from '../deleteRun';
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
  return (await knownChunks(client, importId)).get(importId) ?? [];
}

/** Deletes the histories of an import's chunks, every run of each; the server does it in the background. */
export async function deleteChunks(client: Client, importId: string): Promise<void> {
  for await (const { workflowId, runId, status } of client.workflow.list({ query: queryOf(importId) })) {
    if (status.name === 'RUNNING') continue;
    await deleteRun(client, { workflowId, runId });
  }
}

/** All imports that the server knows, newest first. */
export async function knownImports(client: Client): Promise<KnownImport[]> {
  const imports = [...(await knownChunks(client))].map(([importId, chunks]) => ({
    ...{ importId, chunks },
    startedAt: new Date(Math.min(...chunks.map(({ startedAt }) => startedAt.getTime()))),
  }));
  return imports.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
}

async function knownChunks(client: Client, importId?: string): Promise<Map<string, KnownChunk[]>> {
  const newest = new Map<string, KnownChunk>();
  const listed = client.workflow.list({ query: queryOf(importId) });
  for await (const { workflowId, runId, status, startTime } of listed) {
    const other = newest.get(workflowId);
    if (other && other.startedAt >= startTime) continue;
    const { chunk } = importOfChunk(workflowId);
    const known = { chunk, workflowId, runId, status: statusOf(status.name), startedAt: startTime };
    newest.set(workflowId, known);
  }
  const byImport = new Map<string, KnownChunk[]>();
  for (const known of [...newest.values()].sort((one, other) => one.chunk - other.chunk)) {
    const { importId } = importOfChunk(known.workflowId);
    byImport.set(importId, [...(byImport.get(importId) ?? []), known]);
  }
  return byImport;
}

/** @param importId left out, the chunks of all imports */
function queryOf(importId?: string): string {
  const chunks = `WorkflowType = "${IMPORT_WORKFLOW_TYPE}"`;
  return importId === undefined ? chunks : `${chunks} AND ${SEARCH_ATTRIBUTES.import.name} = "${importId}"`;
}

/** The import and the chunk in a workflow ID that `importChunkWorkflowId` made. */
export function importOfChunk(workflowId: string): { importId: string; chunk: number } {
  const lastHyphen = workflowId.lastIndexOf('-');
  return {
    importId: workflowId.slice('import-'.length, lastHyphen),
    chunk: Number(workflowId.slice(lastHyphen + 1)),
  };
}
