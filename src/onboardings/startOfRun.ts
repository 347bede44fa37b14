import type { Client } from '@temporalio/client';
import { decodePayloads } from '../temporal/decodePayloads';
import { fetchStartEvent } from '../temporal/startEvent';

/** How a run started: its first event, which a reset keeps. */
export interface StartOfRun {
  readonly at: Date;
  readonly taskQueue: string;
  /** As a client sent them, decoded but not validated. */
  readonly args: readonly unknown[];
}

/** @param execution the newest run if it has no `runId` */
export async function startOfRun(
  client: Client,
  execution: { readonly workflowId: string; readonly runId?: string },
): Promise<StartOfRun> {
  const start = await fetchStartEvent(client, execution);
  if (!start) throw new TypeError('the history does not begin with the start of a run');
  const { at, taskQueue, payloads } = start;
  return { at, taskQueue, args: await decodePayloads(client.options.loadedDataConverter, payloads) };
}
