import type { Client } from '@temporalio/client';
import type { CustomerCreated } from '../contract/steps';
import { decodePayloadAt } from '../temporal/decodePayloads';
import type { HistoryEvent } from './replay/recordedHistory';

/**
 * The result of the step that creates the customer, from this run's history; undefined if the step is not done. Older
 * histories contain the key that confirms the account, which is removed.
 */
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
  const payloads = completed.result?.payloads;
  const created = await decodePayloadAt<CustomerCreated>(converter, 0, payloads);
  const { confirmation: _key, ...customer } = created.customer;
  return { ...created, customer };
}
