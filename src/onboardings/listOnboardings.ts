import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { type FailureType, isFailureType } from '../contract/failures';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import { type Step, STEPS } from '../contract/onboarding';
import { describeIfExists } from './describeIfExists';
import { EXECUTION_STATUS, type OnboardingStatus, statusOf } from './onboardingStatus';
import { isQueryable, quoted } from './workflowIdQuery';

/** An entry of a list of onboardings. */
export interface ListedOnboarding {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: OnboardingStatus;
  readonly failure: FailureType | null;
  /** Set if it failed or was cancelled. */
  readonly step: Step | null;
  readonly customerId: number | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** Set by `markWithoutHistory`. */
  readonly hasNoHistory?: true;
}

/** A filter; an omitted member matches everything. */
export interface OnboardingFilter {
  readonly taskQueue: string;
  readonly status?: OnboardingStatus;
  readonly failure?: FailureType;
  /** Started or ended since this time. */
  readonly since?: Date;
  readonly endedBefore?: Date;
  /** Value of the search attribute `OnboardingPerson`. */
  readonly person?: string;
}

/**
 * The newest run of each onboarding that matches, read page by page: first those that run, then those that ended,
 * latest end first. Visibility lags by seconds on some servers.
 */
export async function* listOnboardings(
  client: Client,
  filter: OnboardingFilter,
): AsyncGenerator<ListedOnboarding> {
  const seen = new Set<string>();
  for await (const page of inPages(client.workflow.list({ query: queryOf(filter) }))) {
    const newest = await newestRunIds(client, page, filter);
    for (const run of page) {
      const isNewest = newest.get(run.workflowId) === run.runId;
      if (!isNewest || seen.has(run.workflowId)) continue;
      seen.add(run.workflowId);
      yield listed(run);
    }
  }
}

/** Counts onboardings that run or are done. Others may have been started again since. */
export async function countRuns(
  client: Client,
  filter: OnboardingFilter & { readonly status: 'running' | 'stuck' | 'done' },
): Promise<number> {
  return (await client.workflow.count(queryOf(filter))).count;
}

/** The server sets it on a run whose workflow tasks have failed several times in a row. */
const REPORTED_PROBLEMS = defineSearchAttributeKey(
  'TemporalReportedProblems',
  SearchAttributeType.KEYWORD_LIST,
);

/** The visibility query for a filter. */
export function queryOf({
  taskQueue,
  status,
  failure,
  since,
  endedBefore,
  person,
}: OnboardingFilter): string {
  return [
    `WorkflowType = "${WORKFLOW_TYPE}"`,
    `TaskQueue = ${quoted(taskQueue)}`,
    ...(status ? [`ExecutionStatus = "${EXECUTION_STATUS[status]}"`] : []),
    ...(status === 'stuck' ? [`${REPORTED_PROBLEMS.name} IS NOT NULL`] : []),
    ...(status === 'running' ? [`${REPORTED_PROBLEMS.name} IS NULL`] : []),
    ...(failure ? [`${SEARCH_ATTRIBUTES.failure.name} = "${failure}"`] : []),
    ...(since ? [`(StartTime >= "${since.toISOString()}" OR CloseTime >= "${since.toISOString()}")`] : []),
    ...(endedBefore ? [`CloseTime < "${endedBefore.toISOString()}"`] : []),
    ...(person ? [`${SEARCH_ATTRIBUTES.person.name} = "${person}"`] : []),
  ].join(' AND ');
}

const PAGE = 100;

async function* inPages(
  runs: AsyncIterable<WorkflowExecutionInfo>,
): AsyncGenerator<readonly WorkflowExecutionInfo[]> {
  let page: WorkflowExecutionInfo[] = [];
  for await (const run of runs) {
    page.push(run);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

type Run = Pick<WorkflowExecutionInfo, 'workflowId' | 'runId' | 'startTime' | 'closeTime'>;

/**
 * A failed run may have been started again: then the newest run of its ID counts. Workflows of other types and task
 * queues do not count.
 */
export async function newestRunIds(
  client: Client,
  page: readonly WorkflowExecutionInfo[],
  filter: Pick<OnboardingFilter, 'taskQueue'>,
): Promise<ReadonlyMap<string, string>> {
  const newest = new Map<string, Run>();
  const keep = (run: Run) => {
    const other = newest.get(run.workflowId);
    if (!other || isNewer(run, other)) newest.set(run.workflowId, run);
  };
  page.forEach(keep);
  const ids = [...new Set(page.map(({ workflowId }) => workflowId))];
  const listed = ids.filter(isQueryable);
  if (listed.length > 0) {
    const query = `${queryOf({ taskQueue: filter.taskQueue })} AND WorkflowId IN (${listed.map(quoted).join(', ')})`;
    for await (const run of client.workflow.list({ query })) keep(run);
  }
  for (const id of ids.filter((each) => !isQueryable(each))) {
    const run = await describeIfExists(client, id);
    if (run?.type === WORKFLOW_TYPE && run.taskQueue === filter.taskQueue) keep(run);
  }
  return new Map([...newest].map(([workflowId, { runId }]) => [workflowId, runId]));
}

/** A reset keeps the start time: of two such runs, the one that runs, or ended last, is newer. */
function isNewer(run: Run, other: Run): boolean {
  const [start, otherStart] = [run.startTime.getTime(), other.startTime.getTime()];
  if (start !== otherStart) return start > otherStart;
  return endOf(run) > endOf(other);
}

function endOf({ closeTime }: Run): number {
  return closeTime?.getTime() ?? Number.POSITIVE_INFINITY;
}

export function listed(run: WorkflowExecutionInfo): ListedOnboarding {
  const { typedSearchAttributes: attributes } = run;
  const status = statusOf(run.status.name);
  const failure = attributes.get(SEARCH_ATTRIBUTES.failure);
  const step = attributes.get(SEARCH_ATTRIBUTES.step);
  const isStuck = status === 'running' && attributes.get(REPORTED_PROBLEMS) !== undefined;
  return {
    workflowId: run.workflowId,
    runId: run.runId,
    status: isStuck ? 'stuck' : status,
    failure: isFailureType(failure) ? failure : null,
    step: STEPS.find((name) => name === step) ?? null,
    customerId: attributes.get(SEARCH_ATTRIBUTES.customerId) ?? null,
    startedAt: run.startTime,
    closedAt: run.closeTime ?? null,
  };
}
