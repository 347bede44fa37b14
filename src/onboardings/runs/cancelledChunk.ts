import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { ImportedChunk, RowOutcome } from '../../contract/importing';
import { decodePayloadAt } from '../../temporal/decodePayloads';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/**
 * The outcomes of a cancelled run: the server stores them with the end of its activity, not with the end of the run.
 */
export async function outcomesBeforeCancellation(
  client: Client,
  events: readonly HistoryEvent[],
): Promise<RowOutcome[]> {
  const place = events.map(placeOfOutcomes).findLast((one) => one !== undefined);
  if (!place?.payloads) return [];
  const { loadedDataConverter } = client.options;
  const details: unknown = await decodePayloadAt(loadedDataConverter, place.index, place.payloads).catch(
    () => undefined,
  );
  return isImportedChunk(details) ? details.outcomes : [];
}

interface Place {
  readonly payloads: temporal.api.common.v1.IPayload[] | null | undefined;
  readonly index: number;
}

/** A worker that stops at the same time hands the chunk back as if it were not cancelled. */
function placeOfOutcomes(event: HistoryEvent): Place | undefined {
  const { activityTaskCanceledEventAttributes: cancelled, activityTaskFailedEventAttributes: failed } = event;
  if (cancelled) return { payloads: cancelled.details?.payloads, index: 0 };
  if (failed) return { payloads: failed.failure?.applicationFailureInfo?.details?.payloads, index: 1 };
  return undefined;
}

/** If the activity is not running, the server itself cancels it, with other details. */
function isImportedChunk(value: unknown): value is ImportedChunk {
  return typeof value === 'object' && value !== null && 'outcomes' in value && Array.isArray(value.outcomes);
}
