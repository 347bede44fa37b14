import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import { onboardingWorkflowId, type Person, personId } from '../contract/parse/workflowId';

/**
 * Workflow IDs of a person's onboardings, on every website and task queue: those that are known for the person's, and
 * the one that an onboarding on the default website has, whether there is one or not. One that others started may not
 * have come to the step yet that makes it known.
 */
export async function onboardingsOfPerson(client: Client, person: Person): Promise<string[]> {
  const ids = new Set<string>();
  const query = `WorkflowType = "${WORKFLOW_TYPE}" AND ${SEARCH_ATTRIBUTES.person.name} = "${personId(person)}"`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  return [...ids.add(onboardingWorkflowId(person))];
}
