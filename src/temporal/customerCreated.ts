import type { Client } from '@temporalio/client';
import { decodeFromPayloadsAtIndex } from '@temporalio/common/lib/internal-non-workflow';
import type { CustomerCreated } from '../contract/activities';
import type { HistoryEvent } from './replay/recordedHistory';

/** What the step that makes the customer gave back in this run, as its history has it; undefined where it is not done. */
export async function customerCreatedIn(
  client: Client,
  events: readonly HistoryEvent[],
): Promise<CustomerCreated | undefined> {
  const isCreation = ({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent) =>
    scheduled?.activityType?.name === 'createCustomer';
  const scheduled = new Set(events.filter(isCreation).map(({ eventId }) => String(eventId)));
  const completed = events.find(({ activityTaskCompletedEventAttributes: done }) =>
    scheduled.has(String(done?.scheduledEventId)),
  )?.activityTaskCompletedEventAttributes;
  if (!completed) return undefined;
  const converter = client.options.loadedDataConverter;
  return await decodeFromPayloadsAtIndex<CustomerCreated>(converter, 0, completed.result?.payloads);
}
