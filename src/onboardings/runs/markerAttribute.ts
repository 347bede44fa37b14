import type { Client } from '@temporalio/client';
import { type GivenNames, givenNames } from '../../contract/givenNames';
import { membersOf } from '../../contract/isRecord';
import { type Marker, markerOfRun } from '../../contract/marker';
import type { CreateCustomerRequest } from '../../contract/steps';
import { decodePayloadAt } from '../../temporal/decodePayloads';
import { isPost } from './earlierRuns';
import type { RecordedRun } from './recordedRun';

/** The custom attribute for the marker of a run's POSTs; undefined if they have none, or no key decodes the record. */
export async function markerAttributeOf(
  client: Client,
  { events }: RecordedRun,
): Promise<string | undefined> {
  const scheduled = events.find(isPost)?.activityTaskScheduledEventAttributes;
  const { loadedDataConverter } = client.options;
  const request = await decodePayloadAt<unknown>(loadedDataConverter, 0, scheduled?.input?.payloads).catch(
    () => undefined,
  );
  const attribute = membersOf(request)['markerAttribute' satisfies keyof CreateCustomerRequest];
  return typeof attribute === 'string' ? attribute : undefined;
}

/** What the POSTs of an onboarding's run sent, by which their customer is recognized, and since when. */
export async function postsOf(
  client: Client,
  run: RecordedRun,
): Promise<{ startedAt: Date; names: GivenNames[]; marker: Marker | undefined }> {
  const { startedAt, args, originalRunId } = run;
  const attribute = await markerAttributeOf(client, run);
  return { startedAt, names: givenNames(args[0]), marker: markerOfRun({ attribute, originalRunId }) };
}
