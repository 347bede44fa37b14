import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow';
import { distinctNames, type GivenNames, givenNames } from '../../contract/givenNames';
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
    names.push(...givenNames(await inputOf(client, other)));
  }
  return { firstStartedAt, names: distinctNames(names) };
}

async function inputOf(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
): Promise<unknown> {
  const { workflowId, runId } = execution;
  const { history } = await client.workflowService.getWorkflowExecutionHistory({
    namespace: client.options.namespace,
    execution: { workflowId, runId },
    maximumPageSize: 1,
  });
  const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
  const [input] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return input;
}
