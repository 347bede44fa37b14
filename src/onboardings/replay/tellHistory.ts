import type { LoadedDataConverter } from '@temporalio/common';
import { dateOfTimestamp } from '../../contract/parse/protoTime';
import type { OnboardingStatus } from '../onboardingStatus';
import { type Told, type ToldFailure, tellFailure, tellPayload } from './decodeRecorded';
import type { HistoryEvent, RecordedHistory } from './recordedHistory';

/** How a try at a step ended. */
export type Answer =
  | { readonly kind: 'done'; readonly result: Told<unknown> }
  | { readonly kind: 'failed'; readonly failure: ToldFailure }
  | { readonly kind: 'cancelled' };

/** What happened, in the order in which it was recorded. */
export type Happening = { readonly at: Date } & (
  | {
      readonly kind: 'started';
      readonly input: Told<unknown>;
      /** It goes on with what an earlier run had done. */
      readonly byRetry: boolean;
    }
  | { readonly kind: 'stepBegun'; readonly step: string }
  /** The tries before the last one: the server records how many there were, and the failure of the latest. */
  | {
      readonly kind: 'triesFailed';
      readonly step: string;
      readonly tries: number;
      readonly failure: ToldFailure | null;
    }
  | { readonly kind: 'tryStarted'; readonly step: string; readonly attempt: number }
  | { readonly kind: 'tryEnded'; readonly step: string; readonly attempt: number; readonly answer: Answer }
  | { readonly kind: 'cancelRequested' }
  | { readonly kind: 'workflowTaskFailed'; readonly failure: ToldFailure | null }
  | { readonly kind: 'reset'; readonly fromRunId: string; readonly failure: ToldFailure | null }
  | {
      readonly kind: 'ended';
      readonly status: Exclude<OnboardingStatus, 'running' | 'stuck'>;
      readonly result?: Told<unknown>;
      readonly failure?: ToldFailure;
      /** Why an operator terminated it. */
      readonly reason?: string;
    }
);

/** Tells a history step by step, decoded where the key is held. */
export async function tellHistory(
  { history }: RecordedHistory,
  converter: LoadedDataConverter,
): Promise<Happening[]> {
  const teller = new Teller(converter);
  const told: Happening[] = [];
  for (const event of history.events ?? []) {
    const at = dateOfTimestamp(event.eventTime) ?? new Date(0);
    told.push(...(await teller.tell(event, at)));
  }
  return told;
}

type Id = HistoryEvent['eventId'];

class Teller {
  /** Names of the steps, by the event that scheduled them. */
  private readonly steps = new Map<string, string>();
  private readonly attempts = new Map<string, number>();

  constructor(private readonly converter: LoadedDataConverter) {}

  async tell(event: HistoryEvent, at: Date): Promise<Happening[]> {
    return (await this.tellStep(event, at)) ?? (await this.tellRun(event, at));
  }

  private async tellStep(event: HistoryEvent, at: Date): Promise<Happening[] | undefined> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled) {
      const step = scheduled.activityType?.name ?? '';
      this.steps.set(String(event.eventId), step);
      return [{ at, kind: 'stepBegun', step }];
    }
    if (event.activityTaskStartedEventAttributes) return await this.tellTryStarted(event, at);
    const completed = event.activityTaskCompletedEventAttributes;
    if (completed) {
      const result = await tellPayload(this.converter, completed.result);
      return [this.tryEnded(at, completed.scheduledEventId, { kind: 'done', result })];
    }
    const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
    if (failed) {
      const failure = await tellFailure(this.converter, failed.failure ?? {});
      return [this.tryEnded(at, failed.scheduledEventId, { kind: 'failed', failure })];
    }
    const cancelled = event.activityTaskCanceledEventAttributes;
    return cancelled ? [this.tryEnded(at, cancelled.scheduledEventId, { kind: 'cancelled' })] : undefined;
  }

  private async tellTryStarted(event: HistoryEvent, at: Date): Promise<Happening[]> {
    const { scheduledEventId, attempt, lastFailure } = event.activityTaskStartedEventAttributes ?? {};
    const step = this.stepOf(scheduledEventId);
    const tries = attempt ?? 1;
    this.attempts.set(String(scheduledEventId), tries);
    const failure = lastFailure ? await tellFailure(this.converter, lastFailure) : null;
    return [
      ...(tries > 1 ? [{ at, kind: 'triesFailed', step, tries: tries - 1, failure } as const] : []),
      { at, kind: 'tryStarted', step, attempt: tries },
    ];
  }

  private tryEnded(at: Date, scheduledEventId: Id, answer: Answer): Happening {
    const attempt = this.attempts.get(String(scheduledEventId)) ?? 1;
    return { at, kind: 'tryEnded', step: this.stepOf(scheduledEventId), attempt, answer };
  }

  private stepOf(scheduledEventId: Id): string {
    return this.steps.get(String(scheduledEventId)) ?? '';
  }

  private async tellRun(event: HistoryEvent, at: Date): Promise<Happening[]> {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      const byRetry = (started.input?.payloads?.length ?? 0) > 1;
      return [{ at, kind: 'started', input: await tellPayload(this.converter, started.input), byRetry }];
    }
    if (event.workflowExecutionCancelRequestedEventAttributes) return [{ at, kind: 'cancelRequested' }];
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed) {
      const failure = failed.failure ? await tellFailure(this.converter, failed.failure) : null;
      const { baseRunId, newRunId } = failed;
      if (newRunId) return [{ at, kind: 'reset', fromRunId: baseRunId ?? '', failure }];
      return [{ at, kind: 'workflowTaskFailed', failure }];
    }
    return await this.tellEnding(event, at);
  }

  private async tellEnding(event: HistoryEvent, at: Date): Promise<Happening[]> {
    const ended = { at, kind: 'ended' } as const;
    const completed = event.workflowExecutionCompletedEventAttributes;
    if (completed) {
      return [{ ...ended, status: 'done', result: await tellPayload(this.converter, completed.result) }];
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) {
      return [
        { ...ended, status: 'failed', failure: await tellFailure(this.converter, failed.failure ?? {}) },
      ];
    }
    if (event.workflowExecutionCanceledEventAttributes) return [{ ...ended, status: 'cancelled' }];
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) return [{ ...ended, status: 'terminated', reason: terminated.reason ?? '' }];
    return event.workflowExecutionTimedOutEventAttributes ? [{ ...ended, status: 'timedOut' }] : [];
  }
}
