import type { DataConverter } from '@temporalio/common';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { EncryptionKey } from '../../temporal/encryption';
import { workflowBundle, workflowBundleSinks } from '../../temporal/workflowBundle';
import { missingKeyIds } from './missingKeyIds';
import type { HistoryEvent, RecordedHistory } from './recordedHistory';

/** Whether the code makes the decisions of the history. */
export type Agreement =
  | { readonly kind: 'agrees' }
  /** The code makes a different decision. The reason is the SDK's message, with the event if it names one. */
  | { readonly kind: 'differs'; readonly reason: string; readonly eventId: number | null }
  /** Unknown: a key is missing, or the workflow throws an unexpected error. */
  | { readonly kind: 'notReplayed'; readonly reason: string };

export interface ReplayOptions {
  readonly dataConverter: DataConverter;
  /** The keys of the converter. */
  readonly keys: readonly EncryptionKey[];
  /** Default: the bundle of the build. */
  readonly bundle?: WorkflowBundleOption;
}

export interface Replayed<Item> {
  readonly item: Item;
  readonly agreement: Agreement;
}

/** Replays histories one after another. Sends nothing, and runs no activity. */
export async function* replayHistories<Item extends { readonly recorded: RecordedHistory }>(
  items: AsyncIterable<Item> | Iterable<Item>,
  { dataConverter, keys, bundle = workflowBundle }: ReplayOptions,
): AsyncGenerator<Replayed<Item>> {
  const withoutReplaying: Replayed<Item>[] = [];
  const waiting: Item[] = [];
  async function* toBeReplayed() {
    for await (const item of items) {
      const agreement = withoutReplay(item.recorded, keys);
      if (agreement) {
        withoutReplaying.push({ item, agreement });
      } else {
        waiting.push(item);
        yield item.recorded;
      }
    }
  }
  const options = { workflowBundle: bundle, sinks: workflowBundleSinks, dataConverter };
  // The SDK asks for the next history only after it has reported the previous one.
  for await (const { error } of Worker.runReplayHistories(options, toBeReplayed())) {
    yield* withoutReplaying.splice(0);
    for (const item of waiting.splice(0)) yield { item, agreement: agreementOf(item.recorded, error) };
  }
  yield* withoutReplaying;
}

/** Decides without a replay if the replayer would wait for ever, or fail. */
function withoutReplay({ history }: RecordedHistory, keys: readonly EncryptionKey[]): Agreement | undefined {
  const [missing] = missingKeyIds(history, keys);
  if (missing !== undefined) {
    return { kind: 'notReplayed', reason: `the key ${JSON.stringify(missing)} is not configured here` };
  }
  const decided = history.events?.some((event) => event.workflowTaskCompletedEventAttributes);
  return decided ? undefined : { kind: 'agrees' };
}

function agreementOf({ history }: RecordedHistory, error: Error | undefined): Agreement {
  if (!error) return { kind: 'agrees' };
  const reason = reasonOf(error.message);
  if (!(error instanceof DeterminismViolationError)) return { kind: 'notReplayed', reason };
  return { kind: 'differs', reason, eventId: differingEventId(reason, history.events ?? []) };
}

/** The SDK quotes the reason inside the printed structure of a failure. */
function reasonOf(text: string): string {
  const quoted = /message: "((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  return quoted?.replace(/\\(.)/g, '$1') ?? text;
}

/** The SDK names the event by its ID, or by the activity that it scheduled. */
function differingEventId(reason: string, events: readonly HistoryEvent[]): number | null {
  const id = /HistoryEvent\(id: (\d+)/.exec(reason)?.[1];
  if (id !== undefined) return Number(id);
  const activity = /scheduled event '([^']+)'/.exec(reason)?.[1];
  if (activity === undefined) return null;
  const scheduled = events.find(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === activity,
  );
  return scheduled ? Number(scheduled.eventId) : null;
}
