import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { StepFailure } from '../src/commerce/failure';
import { Stopwatch } from '../src/commerce/stopwatch';
import { dateOfTimestamp } from '../src/contract/parse/protoTime';
import { heartbeatNow } from './heartbeatNow';

/** The time of the server's clock when the stopwatch started. */
interface Reading {
  readonly serverMs: number;
  readonly stopwatch: Stopwatch;
}

const READING_KEPT_MS = 60_000;
const ANSWER_LIMIT_MS = 5_000;

/** The last reading in this process, per server. */
const readings = new WeakMap<Client, Promise<Reading>>();

/**
 * The time by the Temporal server's clock, so that ours need not be right. No API call returns the time, but the
 * server records when it received an activity's last heartbeat. This function sends a heartbeat and reads that time.
 * A reading is valid for a minute, unless this machine was suspended or its clock was set meanwhile.
 * @param progress what the heartbeat keeps for the next attempt
 * @throws StepFailure `StepTimedOut` if the server does not answer, or has replaced this attempt
 */
export async function serverTime(context: Context, progress: () => unknown): Promise<number> {
  const kept = await readings.get(context.client)?.catch(() => undefined);
  if (kept && isFresh(kept)) return timeOf(kept);
  const reading = readClock(context, progress());
  readings.set(context.client, reading);
  return timeOf(await reading);
}

function isFresh({ stopwatch }: Reading): boolean {
  return stopwatch.clocksAgree() && stopwatch.elapsedMs() < READING_KEPT_MS;
}

function timeOf({ serverMs, stopwatch }: Reading): number {
  return serverMs + stopwatch.elapsedMs();
}

async function readClock(context: Context, progress: unknown): Promise<Reading> {
  const stopwatch = new Stopwatch();
  const standing = await heartbeatNow(context, progress);
  const serverMs = standing === 'current' ? await lastHeartbeatAt(context).catch(() => undefined) : undefined;
  if (serverMs !== undefined) return { serverMs, stopwatch };
  const reason =
    standing === 'replaced'
      ? 'another attempt has taken the place of this one'
      : 'the server did not answer with its time';
  throw new StepFailure('StepTimedOut', `${reason}; nothing more was sent`);
}

async function lastHeartbeatAt({ client, info }: Context): Promise<number | undefined> {
  const { pendingActivities } = await client.withDeadline(Date.now() + ANSWER_LIMIT_MS, () =>
    client.workflowService.describeWorkflowExecution({
      namespace: client.options.namespace,
      execution: info.workflowExecution ?? {},
    }),
  );
  const pending = pendingActivities.find(({ activityId }) => activityId === info.activityId);
  return dateOfTimestamp(pending?.lastHeartbeatTime)?.getTime();
}
