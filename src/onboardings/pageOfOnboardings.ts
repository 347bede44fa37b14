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
  /** The maximum number of onboardings. */
  limit: number;
  /** The end of the previous page: its `next`. */
  after?: Uint8Array | undefined;
}

export interface OnboardingPage {
  readonly onboardings: readonly ListedOnboarding[];
  /** Undefined on the last page. */
  readonly next: Uint8Array | undefined;
}

/**
 * One page of `listOnboardings`. The page token is the server's own position in the order, so that new onboardings
 * shift nothing; one that ends meanwhile may appear twice.
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
