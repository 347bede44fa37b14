import type { Client } from '@temporalio/client';
import { decodePayloads } from '../../temporal/decodePayloads';
import { GRPC, grpcStatusOf } from '../../temporal/grpcStatus';
import { startEventOf } from '../../temporal/startEvent';
import type { HistoryEvent } from '../replay/recordedHistory';

export interface RunId {
  readonly workflowId: string;
  readonly runId: string;
}

/** A run as the server recorded it. */
export interface RecordedRun extends RunId {
  /** When it first started; a reset keeps the first event. */
  readonly startedAt: Date;
  /** The run before any reset; the run itself if it was not reset. */
  readonly originalRunId: string;
  /** As the client sent them, decoded but not validated. Empty if none of our keys decodes them. */
  readonly args: readonly unknown[];
  /** Whether all of its arguments were encrypted. */
  readonly isEncrypted: boolean;
  readonly isCompleted: boolean;
  readonly events: readonly HistoryEvent[];
}

/** Reads a run from its history; undefined if the server has no such run of this workflow ID. */
export async function recordedRun(
  client: Client,
  { workflowId, runId }: RunId,
): Promise<RecordedRun | undefined> {
  const events = await eventsOf(client, { workflowId, runId });
  const start = events && startEventOf(events);
  if (!start) return undefined;
  const { at: startedAt, originalRunId, payloads } = start;
  return {
    workflowId,
    runId,
    startedAt,
    originalRunId,
    args: await decodePayloads(client.options.loadedDataConverter, payloads).catch(() => []),
    isEncrypted: payloads.every(
      ({ metadata }) => Buffer.from(metadata?.['encoding'] ?? []).toString() === 'binary/encrypted',
    ),
    isCompleted: Boolean(events.at(-1)?.workflowExecutionCompletedEventAttributes),
    events,
  };
}

async function eventsOf(
  client: Client,
  { workflowId, runId }: RunId,
): Promise<readonly HistoryEvent[] | undefined> {
  try {
    return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
  } catch (error) {
    const code = grpcStatusOf(error);
    if (code === GRPC.notFound || code === GRPC.invalidArgument) {
      return undefined;
    }
    throw error;
  }
}
