import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type StepName, stepNamed, type StepResult } from '../contract/steps';
import type { Failure } from '../contract/failures';
import { withAnySignal } from '../contract/withAnySignal';
import { decodePayloadAt } from '../temporal/decodePayloads';
import { type Outcome, outcomeOf } from './outcome';
import { pendingStepOf } from './pendingStep';
import type { OnboardCustomer } from './startOnboarding';
import { untilAnswered } from './untilAnswered';

/** What happens to an onboarding while it runs. */
export type OnboardingEvent =
  | { readonly kind: 'stepStarted'; readonly step: StepName }
  | { readonly kind: 'stepDone'; readonly step: StepName; readonly result: StepResult<StepName> }
  | { readonly kind: 'tryFailed'; readonly attempt: number; readonly failure: Failure }
  | { readonly kind: 'serverGone' };

export interface FollowOptions {
  client: Client;
  handle: WorkflowHandle<OnboardCustomer>;
  onEvent: (event: OnboardingEvent) => void;
  /** Stops following; the onboarding continues. */
  signal: AbortSignal;
}

/**
 * Follows an onboarding to its end, across restarts of the server and resets by an operator.
 * @throws the signal's reason
 */
export async function followOnboarding(options: FollowOptions): Promise<Outcome> {
  return await new OnboardingFollower(options).run();
}

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

interface HistoryPage {
  readonly events: HistoryEvent[];
  /** Where to continue; after an outage of the server, the history is read from the start again. */
  readonly next: Uint8Array | undefined;
}

const ASK_EVERY_MS = 250;
const EventType = temporal.api.enums.v1.EventType;

class OnboardingFollower {
  private readonly ended = new AbortController();
  private readonly reportedTries = new Set<string>();
  private isServerGoneReported = false;

  constructor(private readonly options: FollowOptions) {}

  async run(): Promise<Outcome> {
    const { client, handle } = this.options;
    const tries = withAnySignal([this.options.signal, this.ended.signal], (over) => this.followTries(over));
    try {
      let { runId } = await this.ask(() => handle.describe());
      for (;;) {
        await this.followHistory(runId);
        const run = client.workflow.getHandle<OnboardCustomer>(handle.workflowId, runId, {
          followRuns: false,
        });
        const outcome = await this.ask(() => outcomeOf(run));
        const latest = outcome.status === 'terminated' ? await this.ask(() => handle.describe()) : undefined;
        if (!latest || latest.runId === runId) return outcome;
        runId = latest.runId;
      }
    } finally {
      this.ended.abort();
      await tries;
    }
  }

  /** Reports the end of each step, until the run is closed. */
  private async followHistory(runId: string): Promise<void> {
    const steps = new Map<string, string>();
    let lastEventId = 0;
    let token: Uint8Array | undefined;
    for (;;) {
      const page = await this.ask(async () => {
        const from = token;
        token = undefined;
        return await this.historyPage(runId, from);
      });
      for (const event of page.events) {
        if (Number(event.eventId) <= lastEventId) continue;
        lastEventId = Number(event.eventId);
        await this.reportHistoryEvent(event, steps);
        if (isClosing(event)) return;
      }
      token = page.next;
    }
  }

  private async historyPage(runId: string, token: Uint8Array | undefined): Promise<HistoryPage> {
    const { client, handle } = this.options;
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId: handle.workflowId, runId },
      waitNewEvent: true,
      nextPageToken: token ?? null,
    });
    return {
      events: page.history?.events ?? [],
      next: page.nextPageToken.length > 0 ? page.nextPageToken : undefined,
    };
  }

  private async reportHistoryEvent(event: HistoryEvent, steps: Map<string, string>): Promise<void> {
    const { onEvent } = this.options;
    if (event.activityTaskScheduledEventAttributes) {
      const step = event.activityTaskScheduledEventAttributes.activityType?.name ?? '';
      steps.set(String(event.eventId), step);
      const activity = stepNamed(step);
      if (activity) onEvent({ kind: 'stepStarted', step: activity });
    }
    const completed = event.activityTaskCompletedEventAttributes;
    if (!completed) return;
    const step = stepNamed(steps.get(String(completed.scheduledEventId)));
    if (!step) return;
    const payloads = completed.result?.payloads;
    const converter = this.options.client.options.loadedDataConverter;
    const result = await decodePayloadAt<StepResult<StepName>>(converter, 0, payloads);
    onEvent({ kind: 'stepDone', step, result });
  }

  /** The history has failed tries only once their step ends, so they come from the pending activity. */
  private async followTries(over: AbortSignal): Promise<void> {
    const { handle } = this.options;
    while (!over.aborted) {
      const description = await handle.describe().catch(() => undefined);
      for (const pending of description?.raw.pendingActivities ?? []) {
        // If a failure cannot be read because a key is missing, the end of the step reports it.
        await this.reportTry(pending).catch(() => undefined);
      }
      await sleep(ASK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  private async reportTry(pending: PendingActivity): Promise<void> {
    const { activityId, attempt, lastFailure } = pending;
    const key = `${activityId}/${attempt}`;
    if (!lastFailure || !attempt || this.reportedTries.has(key)) return;
    this.reportedTries.add(key);
    const lastError = (await pendingStepOf(this.options.client, pending))?.lastError;
    if (lastError) this.options.onEvent({ kind: 'tryFailed', attempt: attempt - 1, failure: lastError });
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    const { signal, onEvent } = this.options;
    const answer = await untilAnswered(question, {
      signal,
      onGone: () => {
        if (!this.isServerGoneReported) onEvent({ kind: 'serverGone' });
        this.isServerGoneReported = true;
      },
    });
    this.isServerGoneReported = false;
    return answer;
  }
}

function isClosing({ eventType }: HistoryEvent): boolean {
  return (
    eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED ||
    eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ||
    eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED ||
    eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED ||
    eventType === EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT
  );
}
