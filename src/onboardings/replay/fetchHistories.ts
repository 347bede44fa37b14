import type { Client } from '@temporalio/client';
import { WORKFLOW_TYPE } from '../../contract/names';
import { mayBeWorkflowId } from '../../contract/parse/workflowId';
import { listOnboardings, type OnboardingFilter } from '../listOnboardings';
import { GRPC, grpcErrorOf, isNotFound } from '../../temporal/grpcStatus';
import { NotAnOnboarding, type RecordedHistory, recordedHistory } from './recordedHistory';

/** The server does not accept a visibility query. */
export class InvalidQuery extends Error {
  override readonly name = 'InvalidQuery';
}

interface Run {
  readonly workflowId: string;
  readonly runId?: string;
}

/** The newest run of a workflow ID; undefined if the server knows none, or only one of another workflow type. */
export async function fetchHistory(client: Client, workflowId: string): Promise<RecordedHistory | undefined> {
  if (!mayBeWorkflowId(workflowId)) return undefined;
  return await fetchRun(client, { workflowId });
}

/** The newest run of each onboarding that matches the filter. */
export async function* fetchHistories(
  client: Client,
  filter: OnboardingFilter,
): AsyncGenerator<RecordedHistory> {
  yield* fetchRuns(client, listOnboardings(client, filter));
}

/** Every run that a visibility query finds. @throws InvalidQuery */
export async function* fetchQueriedHistories(client: Client, query: string): AsyncGenerator<RecordedHistory> {
  const runs = client.workflow.list({ query: `WorkflowType = "${WORKFLOW_TYPE}" AND (${query})` });
  try {
    yield* fetchRuns(client, runs);
  } catch (error) {
    const refusal = grpcErrorOf(error);
    if (refusal?.code !== GRPC.invalidArgument) throw error;
    throw new InvalidQuery(refusal.details);
  }
}

/** Fetches several histories at once, because a remote server takes a while for each. */
const AT_ONCE = 10;

async function* fetchRuns(client: Client, runs: AsyncIterable<Run>): AsyncGenerator<RecordedHistory> {
  let fetching: Promise<RecordedHistory | undefined>[] = [];
  for await (const run of runs) {
    fetching.push(fetchRun(client, run));
    if (fetching.length < AT_ONCE) continue;
    yield* found(await Promise.all(fetching));
    fetching = [];
  }
  yield* found(await Promise.all(fetching));
}

/** Some may be deleted since they were listed. */
function found(fetched: readonly (RecordedHistory | undefined)[]): RecordedHistory[] {
  return fetched.filter((recorded) => recorded !== undefined);
}

async function fetchRun(client: Client, { workflowId, runId }: Run): Promise<RecordedHistory | undefined> {
  try {
    const recorded = recordedHistory(await client.workflow.getHandle(workflowId, runId).fetchHistory());
    return { ...recorded, workflowId };
  } catch (error) {
    if (error instanceof NotAnOnboarding || isNotFound(error)) return undefined;
    throw error;
  }
}
