import type { LoadedDataConverter } from '@temporalio/common';
import { dateOfTimestamp } from '../../contract/parse/protoTime';
import type { OnboardingStatus } from '../onboardingStatus';
import { type Decoded, type DecodedFailure, decodeFailure, decodeFirst } from './decodeRecorded';
import type { HistoryEvent, RecordedHistory } from './recordedHistory';

/** How a try at a step ended. */
export type TryOutcome =
  | { readonly kind: 'done'; readonly result: Decoded<unknown> }
  | { readonly kind: 'failed'; readonly failure: DecodedFailure }
  | { readonly kind: 'cancelled' };

/** What happened, in the recorded order. */
export type HistoryEntry = { readonly at: Date } & (
  | {
      readonly kind: 'started';
      readonly input: Decoded<unknown>;
      /** It resumes what an earlier run did. */
      readonly byRetry: boolean;
    }
  | { readonly kind: 'stepBegun'; readonly step: string }
  /** The tries before the last one: the server records only their number, and the latest failure. */
  | {
      readonly kind: 'triesFailed';
      readonly step: string;
      readonly tries: number;
      readonly failure: DecodedFailure | null;
    }
  | { readonly kind: 'tryStarted'; readonly step: string; readonly attempt: number }
  | {
      readonly kind: 'tryEnded';
      readonly step: string;
      readonly attempt: number;
      readonly answer: TryOutcome;
    }
  | { readonly kind: 'cancelRequested' }
  | { readonly kind: 'workflowTaskFailed'; readonly failure: DecodedFailure | null }
  | { readonly kind: 'reset'; readonly fromRunId: string; readonly failure: DecodedFailure | null }
  | {
      readonly kind: 'ended';
      readonly status: Exclude<OnboardingStatus, 'running' | 'stuck'>;
      readonly result?: Decoded<unknown>;
      readonly failure?: DecodedFailure;
      /** The reason that an operator gave for the termination. */
      readonly reason?: string;
    }
);

/** Describes a history event by event, decoded if the key is available. */
export async function describeHistory(
  { history }: RecordedHistory,
  converter: LoadedDataConverter,
): Promise<HistoryEntry[]> {
  const describer = new HistoryDescriber(converter);
  const happened: HistoryEntry[] = [];
  for (const event of history.events ?? []) {
    const at = dateOfTimestamp(event.eventTime) ?? new Date(0);
    happened.push(...(await describer.describe(event, at)));
  }
  return happened;
}

type Id = HistoryEvent['eventId'];

class HistoryDescriber {
  /** Names of the steps, by the event that scheduled them. */
  private readonly steps = new Map<string, string>();
  private readonly attempts = new Map<string, number>();

  constructor(private readonly converter: LoadedDataConverter) {}

  async describe(event: HistoryEvent, at: Date): Promise<HistoryEntry[]> {
    return (await this.describeStep(event, at)) ?? (await this.describeRun(event, at));
  }

  private async describeStep(event: HistoryEvent, at: Date): Promise<HistoryEntry[] | undefined> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const step = scheduled.activityType?.name ?? '';
      this.steps.set(String(event.eventId), step);
      return [{ at, kind: 'stepBegun', step }];
    }
    if (event.activityTaskStartedEventAttributes) return await this.describeTryStarted(event, at);
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) {
      const result = await decodeFirst(this.converter, completed.result);
      return [this.tryEnded(at, completed.scheduledEventId, { kind: 'done', result })];
    }
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    if (failed) {
      const failure = await decodeFailure(this.converter, failed.failure ?? {});
      return [this.tryEnded(at, failed.scheduledEventId, { kind: 'failed', failure })];
    }
    const cancelled = event.activityTaskCanceledEventAttributes;
    return cancelled ? [this.tryEnded(at, cancelled.scheduledEventId, { kind: 'cancelled' })] : undefined;
  }

  private async describeTryStarted(event: HistoryEvent, at: Date): Promise<HistoryEntry[]> {
    const { scheduledEventId, attempt, lastFailure } = event.activityTaskStartedEventAttributes ?? {};
    const step = this.stepOf(scheduledEventId);
    const tries = attempt ?? 1;
    this.attempts.set(String(scheduledEventId), tries);
    const failure = lastFailure ? await decodeFailure(this.converter, lastFailure) : null;
    return [
      ...(tries > 1 ? [{ at, kind: 'triesFailed', step, tries: tries - 1, failure } as const] : []),
      { at, kind: 'tryStarted', step, attempt: tries },
    ];
  }

  private tryEnded(at: Date, scheduledEventId: Id, answer: TryOutcome): HistoryEntry {
    const attempt = this.attempts.get(String(scheduledEventId)) ?? 1;
    return { at, kind: 'tryEnded', step: this.stepOf(scheduledEventId), attempt, answer };
  }

  private stepOf(scheduledEventId: Id): string {
    return this.steps.get(String(scheduledEventId)) ?? '';
  }

  private async describeRun(event: HistoryEvent, at: Date): Promise<HistoryEntry[]> {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      const byRetry = (started.input?.payloads?.length ?? 0) > 1;
      return [{ at, kind: 'started', input: await decodeFirst(this.converter, started.input), byRetry }];
    }
    if (event.workflowExecutionCancelRequestedEventAttributes) return [{ at, kind: 'cancelRequested' }];
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed) {
      const failure = failed.failure ? await decodeFailure(this.converter, failed.failure) : null;
      const { baseRunId, newRunId } = failed;
      if (newRunId) return [{ at, kind: 'reset', fromRunId: baseRunId ?? '', failure }];
      return [{ at, kind: 'workflowTaskFailed', failure }];
    }
    return await this.describeEnding(event, at);
  }

  private async describeEnding(event: HistoryEvent, at: Date): Promise<HistoryEntry[]> {
    const ended = { at, kind: 'ended' } as const;
    const completed = event.workflowExecutionCompletedEventAttributes;
    if (completed) {
      return [{ ...ended, status: 'done', result: await decodeFirst(this.converter, completed.result) }];
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) {
      return [
        { ...ended, status: 'failed', failure: await decodeFailure(this.converter, failed.failure ?? {}) },
      ];
    }
    if (event.workflowExecutionCanceledEventAttributes) return [{ ...ended, status: 'cancelled' }];
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) return [{ ...ended, status: 'terminated', reason: terminated.reason ?? '' }];
    return event.workflowExecutionTimedOutEventAttributes ? [{ ...ended, status: 'timedOut' }] : [];
  }
}
