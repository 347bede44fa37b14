import type { Client } from '@temporalio/client';
import type { CustomerCreated } from '../../contract/steps';
import type { Failure } from '../../contract/failures';
import { decodePayloads } from '../../temporal/decodePayloads';
import { decodeOptionalFailureToOptionalError } from '../../temporal/privateSdk';
import { type StartEvent, startEventOf } from '../../temporal/startEvent';
import { customerCreatedIn } from '../customerCreated';
import type { RetriableStatus } from '../onboardingStatus';
import { failureOf } from '../outcome';
import { fetchHistory } from '../replay/fetchHistories';
import type { HistoryEvent, RecordedHistory } from '../replay/recordedHistory';
import { claimOf, recordedCreation } from '../runs/retriedRuns';

/** The newest run of an onboarding. */
export type NewestRun =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' | 'done' }
  | { readonly kind: 'ended'; readonly run: EndedRun };

/** A run that ended before it was done, and what it had done. */
export interface EndedRun {
  readonly workflowId: string;
  readonly runId: string;
  readonly taskQueue: string;
  readonly status: RetriableStatus;
  readonly failure: Failure | null;
  /** As the client sent it, not validated. */
  readonly input: unknown;
  /** The start of the first run. */
  readonly firstStartedAt: Date;
  /** The customer that this run, or a run before it, created, as the server recorded it. */
  readonly created: CustomerCreated | undefined;
}

/**
 * Reads the newest run of a workflow ID from its history.
 * @param options.taskQueue default: any task queue; a run of another one counts as unknown
 */
export async function newestRun(
  client: Client,
  workflowId: string,
  { taskQueue }: { taskQueue?: string | undefined } = {},
): Promise<NewestRun> {
  const recorded = await fetchHistory(client, workflowId);
  const start = recorded && startEventOf(recorded.history.events ?? []);
  if (!start) return { kind: 'unknown' };
  if (taskQueue !== undefined && start.taskQueue !== taskQueue) return { kind: 'unknown' };
  const ending = await endingOf(client, recorded.history.events ?? []);
  if (!('failure' in ending)) return { kind: ending.status };
  return { kind: 'ended', run: { ...(await readRun(client, { ...recorded, start })), ...ending } };
}

type Ending =
  | { readonly status: 'running' | 'done' }
  | { readonly status: RetriableStatus; readonly failure: Failure | null };

async function endingOf(client: Client, events: readonly HistoryEvent[]): Promise<Ending> {
  const last = events.at(-1);
  if (last?.workflowExecutionCompletedEventAttributes) return { status: 'done' };
  if (last?.workflowExecutionCanceledEventAttributes) return { status: 'cancelled', failure: null };
  if (last?.workflowExecutionTerminatedEventAttributes) return { status: 'terminated', failure: null };
  if (last?.workflowExecutionTimedOutEventAttributes) return { status: 'timedOut', failure: null };
  const failed = last?.workflowExecutionFailedEventAttributes;
  if (!failed) return { status: 'running' };
  const converter = client.options.loadedDataConverter;
  const error = await decodeOptionalFailureToOptionalError(converter, failed.failure);
  return { status: 'failed', failure: failureOf(error) ?? null };
}

async function readRun(
  client: Client,
  { workflowId, runId, history, start }: RecordedHistory & { readonly start: StartEvent },
): Promise<Omit<EndedRun, 'status' | 'failure'>> {
  const events = history.events ?? [];
  const args = await decodePayloads(client.options.loadedDataConverter, start.payloads);
  return {
    workflowId,
    runId,
    taskQueue: start.taskQueue,
    input: args[0],
    firstStartedAt: start.at,
    created:
      (await customerCreatedIn(client, events)) ?? (await createdBefore(client, { workflowId, runId }, args)),
  };
}

async function createdBefore(
  client: Client,
  { workflowId, runId }: Pick<RecordedHistory, 'workflowId' | 'runId'>,
  args: readonly unknown[],
): Promise<CustomerCreated | undefined> {
  const claim = claimOf(args);
  if (claim?.createdId === undefined) return undefined;
  return await recordedCreation(client, claim, { workflowId, ownRunId: runId, onlyEncrypted: false });
}
