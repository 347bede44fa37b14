import type { Client } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE, type ImportChunk } from '../../contract/importing';
import { onboardingWorkflowId, personId } from '../../contract/parse/workflowId';
import { startOfRun } from '../startOfRun';

/** Whom a row is about: somebody of an address, or the customer whom an onboarding would make. */
export type ImportedPerson =
  { readonly by: 'id'; readonly workflowId: string } | { readonly by: 'person'; readonly email: string };

/**
 * Workflow IDs of the chunks whose histories hold a row of the person. Every chunk that the server still has is
 * read, as no index names the people in it.
 */
export async function chunksOfPerson(
  client: Client,
  person: ImportedPerson,
  restEndpoint: string | undefined,
): Promise<string[]> {
  const found = new Set<string>();
  for await (const { workflowId, runId } of client.workflow.list({
    query: `WorkflowType = "${IMPORT_WORKFLOW_TYPE}"`,
  })) {
    if (found.has(workflowId)) continue;
    const { args } = await startOfRun(client, { workflowId, runId });
    const chunk = args[0] as ImportChunk | undefined;
    if (chunk?.rows.some(({ input }) => isOf(input.customer, person, restEndpoint))) found.add(workflowId);
  }
  return [...found];
}

function isOf(
  { email, website_id: websiteId }: { email: string; website_id?: number },
  person: ImportedPerson,
  restEndpoint = '',
): boolean {
  if (person.by === 'id') {
    return onboardingWorkflowId({ restEndpoint, websiteId, email }) === person.workflowId;
  }
  return personId({ restEndpoint, email }) === personId({ restEndpoint, email: person.email });
}
