import type { Timestamp } from '@temporalio/common';
import { google } from '@temporalio/proto';

/** @returns undefined if the server left the time out */
export function dateOfTimestamp(timestamp: Timestamp | null | undefined): Date | undefined {
  if (!timestamp) return undefined;
  const { seconds, nanos } = timestamp;
  return new Date(Number(seconds ?? 0) * 1_000 + Math.floor((nanos ?? 0) / 1_000_000));
}

/** The time of a history event, which the server always sets. */
export function timeOfEvent(event: { eventTime?: Timestamp | null } | undefined): Date {
  const time = dateOfTimestamp(event?.eventTime);
  if (!time) throw new TypeError('the history event has no time');
  return time;
}

export function protoDuration(ms: number): google.protobuf.Duration {
  return google.protobuf.Duration.fromObject({
    seconds: Math.floor(ms / 1_000),
    nanos: (ms % 1_000) * 1_000_000,
  });
}
