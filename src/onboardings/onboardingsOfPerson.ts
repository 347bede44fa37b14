import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import { onboardingWorkflowId, type Person, personId } from '../contract/parse/workflowId';

/**
 * Workflow IDs of a person's onboardings, on every website and task queue: those with the person's search attribute,
 * and the one for the default website, whether or not it exists. An onboarding that another client started has no
 * search attribute before its first step.
 */
export async function onboardingsOfPerson(client: Client, person: Person): Promise<string[]> {
  const ids = new Set<string>();
  const query = `WorkflowType = "${WORKFLOW_TYPE}" AND ${SEARCH_ATTRIBUTES.person.name} = "${personId(person)}"`;
  for await (const { workflowId } of client.workflow.list({ query })) ids.add(workflowId);
  return [...ids.add(onboardingWorkflowId(person))];
}
