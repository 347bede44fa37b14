import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { type StepName, stepNamed, type StepResult } from '../contract/activities';
import type { Failure } from '../contract/failures';
import { withAnySignal } from '../contract/withAnySignal';
import { decodePayloadAt } from '../temporal/decodePayloads';
import { type Outcome, outcomeOf } from './outcome';
import { pendingStepOf } from './pendingStep';
import type { OnboardCustomer } from './startOnboarding';
import { untilAnswered } from './untilAnswered';

/** What becomes of an onboarding while it runs. */
export type OnboardingEvent =
  | { readonly kind: 'stepStarted'; readonly step: StepName }
  | { readonly kind: 'stepDone'; readonly step: StepName; readonly result: StepResult<StepName> }
  | { readonly kind: 'tryFailed'; readonly attempt: number; readonly failure: Failure }
  | { readonly kind: 'serverGone' };

export interface FollowOptions {
  client: Client;
  handle: WorkflowHandle<OnboardCustomer>;
  onEvent: (event: OnboardingEvent) => void;
  /** Ends the following, not the onboarding. */
  signal: AbortSignal;
}

/**
 * Follows an onboarding to its end, over restarts of the server and resets by an operator.
 * @throws the signal's reason
 */
export async function followOnboarding(options: FollowOptions): Promise<Outcome> {
  return await new Following(options).run();
}

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type PendingActivity = temporal.api.workflow.v1.IPendingActivityInfo;

interface HistoryPage {
  readonly events: HistoryEvent[];
  /** Where to go on; after the server was gone it is read from the start again. */
  readonly next: Uint8Array | undefined;
}

const ASK_EVERY_MS = 250;
const EventType = temporal.api.enums.v1.EventType;

class Following {
  private readonly ended = new AbortController();
  private readonly toldTries = new Set<string>();
  private serverGoneTold = false;

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

  /** Tells each step's end, until the run is closed. */
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
        await this.tellHistoryEvent(event, steps);
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

  private async tellHistoryEvent(event: HistoryEvent, steps: Map<string, string>): Promise<void> {
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

  /** Tries that failed stand in no history until their step ends: the pending activity tells of them. */
  private async followTries(over: AbortSignal): Promise<void> {
    const { handle } = this.options;
    while (!over.aborted) {
      const description = await handle.describe().catch(() => undefined);
      for (const pending of description?.raw.pendingActivities ?? []) {
        // A failure that cannot be read (a key is missing) is told by the end of the step.
        await this.tellTry(pending).catch(() => undefined);
      }
      await sleep(ASK_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  private async tellTry(pending: PendingActivity): Promise<void> {
    const { activityId, attempt, lastFailure } = pending;
    const key = `${activityId}/${attempt}`;
    if (!lastFailure || !attempt || this.toldTries.has(key)) return;
    this.toldTries.add(key);
    const lastError = (await pendingStepOf(this.options.client, pending))?.lastError;
    if (lastError) this.options.onEvent({ kind: 'tryFailed', attempt: attempt - 1, failure: lastError });
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    const { signal, onEvent } = this.options;
    const answer = await untilAnswered(question, {
      signal,
      onGone: () => {
        if (!this.serverGoneTold) onEvent({ kind: 'serverGone' });
        this.serverGoneTold = true;
      },
    });
    this.serverGoneTold = false;
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
