import type { Client } from '@temporalio/client';
import { decodePayloads } from '../temporal/decodePayloads';
import { fetchStartEvent } from '../temporal/startEvent';

/** How a run began: its first event, which a reset keeps as it was. */
export interface StartOfRun {
  readonly at: Date;
  readonly taskQueue: string;
  /** As a client gave them, decoded and not judged. */
  readonly args: readonly unknown[];
}

/** @param execution without a `runId` the newest run */
export async function startOfRun(
  client: Client,
  execution: { readonly workflowId: string; readonly runId?: string },
): Promise<StartOfRun> {
  const start = await fetchStartEvent(client, execution);
  if (!start) throw new TypeError('the history does not begin with the start of a run');
  const { at, taskQueue, payloads } = start;
  return { at, taskQueue, args: await decodePayloads(client.options.loadedDataConverter, payloads) };
}
