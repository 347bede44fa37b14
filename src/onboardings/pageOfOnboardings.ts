import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '../temporal/privateSdk';
import {
  listed,
  type ListedOnboarding,
  newestRunIds,
  type OnboardingFilter,
  queryOf,
} from './listOnboardings';

export interface PageOptions {
  /** How many it holds at most. */
  limit: number;
  /** Where the page before it ended: its `next`. */
  after?: Uint8Array | undefined;
}

export interface OnboardingPage {
  readonly onboardings: readonly ListedOnboarding[];
  /** Undefined where nothing follows. */
  readonly next: Uint8Array | undefined;
}

/**
 * One page of what `listOnboardings` lists. The place where it ends is the server's own, a row's place in the order,
 * so that what is started meanwhile shifts nothing; what ends meanwhile may be told twice.
 */
export async function pageOfOnboardings(
  client: Client,
  filter: OnboardingFilter,
  { limit, after }: PageOptions,
): Promise<OnboardingPage> {
  const onboardings: ListedOnboarding[] = [];
  let next = after;
  do {
    const rows = await readRows(client, queryOf(filter), { limit: limit - onboardings.length, after: next });
    next = rows.next;
    if (rows.runs.length === 0) continue;
    const newest = await newestRunIds(client, rows.runs, filter);
    onboardings.push(
      ...rows.runs.filter(({ workflowId, runId }) => newest.get(workflowId) === runId).map(listed),
    );
  } while (next && onboardings.length < limit);
  return { onboardings, next };
}

interface Rows {
  readonly runs: readonly WorkflowExecutionInfo[];
  readonly next: Uint8Array | undefined;
}

async function readRows(client: Client, query: string, { limit, after }: PageOptions): Promise<Rows> {
  const { namespace, loadedDataConverter } = client.options;
  const { executions, nextPageToken } = await client.workflowService.listWorkflowExecutions({
    namespace,
    query,
    pageSize: limit,
    nextPageToken: after ?? null,
  });
  return {
    runs: await Promise.all(
      executions.map((raw) => executionInfoFromRaw(raw, loadedDataConverter, raw, namespace)),
    ),
    next: nextPageToken.length > 0 ? nextPageToken : undefined,
  };
}
