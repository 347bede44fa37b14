import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { IMPORT_WORKFLOW_TYPE } from '../../contract/importing';
import { onboardingWorkflowId, personId } from '../../contract/parse/workflowId';
import { PayloadDecryptionError } from '../../temporal/encryption';
import { isNotFound } from '../../temporal/grpcStatus';
import { startOfRun } from '../startOfRun';

/** A person: an email address, or the customer that an onboarding would create. */
export type ImportedPerson =
  { readonly by: 'id'; readonly workflowId: string } | { readonly by: 'person'; readonly email: string };

export interface ChunkSearch {
  /** Called with the reason for each chunk whose rows cannot be read. */
  readonly onUnreadable?: (workflowId: string, reason: string) => void;
  readonly signal?: AbortSignal;
}

const CHUNKS_QUERY = `WorkflowType = "${IMPORT_WORKFLOW_TYPE}"`;

/**
 * Workflow IDs of the chunks with a row of the person. Reads every chunk on the server, because no index names the
 * people in them.
 */
export async function chunksOfPerson(
  client: Client,
  person: ImportedPerson,
  restEndpoint: string,
  { onUnreadable, signal }: ChunkSearch = {},
): Promise<string[]> {
  const found = new Set<string>();
  for await (const { workflowId, runId } of client.workflow.list({ query: CHUNKS_QUERY })) {
    signal?.throwIfAborted();
    if (found.has(workflowId)) continue;
    const read = await readCustomers(client, { workflowId, runId });
    if (read.kind === 'unreadable') onUnreadable?.(workflowId, read.reason);
    if (read.kind !== 'read') continue;
    if (read.customers.some((customer) => isOf(customer, person, restEndpoint))) found.add(workflowId);
  }
  return [...found];
}

/** The number of chunks on the server, of all imports. */
export async function countChunks(client: Client): Promise<number> {
  return (await client.workflow.count(CHUNKS_QUERY)).count;
}

type ReadChunk =
  | { readonly kind: 'read'; readonly customers: readonly RowCustomer[] }
  | { readonly kind: 'gone' }
  | { readonly kind: 'unreadable'; readonly reason: string };

async function readCustomers(
  client: Client,
  run: { readonly workflowId: string; readonly runId: string },
): Promise<ReadChunk> {
  try {
    const chunk = chunkSchema.safeParse((await startOfRun(client, run)).args[0]);
    if (!chunk.success) return { kind: 'unreadable', reason: 'its input is not that of a chunk' };
    return { kind: 'read', customers: chunk.data.rows.map(({ input }) => input.customer) };
  } catch (error) {
    if (isNotFound(error)) return { kind: 'gone' };
    if (error instanceof PayloadDecryptionError) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

/** Only the members of a chunk that identify the people. */
const chunkSchema = z.object({
  rows: z.array(
    z.object({
      input: z.object({
        customer: z.object({ email: z.string(), website_id: z.number().optional() }),
      }),
    }),
  ),
});

type RowCustomer = z.infer<typeof chunkSchema>['rows'][number]['input']['customer'];

function isOf(
  { email, website_id: websiteId }: RowCustomer,
  person: ImportedPerson,
  restEndpoint: string,
): boolean {
  if (person.by === 'id') {
    return onboardingWorkflowId({ restEndpoint, websiteId, email }) === person.workflowId;
  }
  return personId({ restEndpoint, email }) === personId({ restEndpoint, email: person.email });
}
