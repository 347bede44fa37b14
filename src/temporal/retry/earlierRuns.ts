import type { Client } from '@temporalio/client';
import { distinctNames, type GivenNames, givenNames } from '../../contract/givenNames';
import { startOfRun } from '../startOfRun';
import type { EndedRun } from './endedRun';

/** What all runs of an onboarding tell together: one that failed may have been started again by any client. */
export interface Past {
  readonly firstStartedAt: Date;
  readonly names: GivenNames[];
}

/** Reads the runs before an ended one that did not complete. What the server no longer keeps tells nothing. */
export async function pastOf(client: Client, run: EndedRun): Promise<Past> {
  let { firstStartedAt } = run;
  const names = [...givenNames(run.input), ...(run.handedOn?.names ?? [])];
  for await (const other of client.workflow.list({ query: `WorkflowId = "${run.workflowId}"` })) {
    if (other.runId === run.runId || other.status.name === 'COMPLETED') continue;
    if (other.startTime < firstStartedAt) firstStartedAt = other.startTime;
    const [input] = (await startOfRun(client, other)).args;
    names.push(...givenNames(input));
  }
  return { firstStartedAt, names: distinctNames(names) };
}
