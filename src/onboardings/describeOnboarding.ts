import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { stepNamed } from '../contract/steps';
import type { Failure } from '../contract/failures';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import type { Step } from '../contract/onboarding';
import { customerCreatedIn } from './customerCreated';
import { describeIfExists } from './describeIfExists';
import { PayloadDecryptionError } from '../temporal/encryption';
import { decodeOptionalFailureToOptionalError } from '../temporal/privateSdk';
import { type OnboardingStatus, statusOf } from './onboardingStatus';
import { outcomeOf } from './outcome';
import { pendingStepOf } from './pendingStep';
import type { HistoryEvent } from './replay/recordedHistory';
import type { OnboardCustomer } from './startOnboarding';

/** The state of an onboarding, without personal data. */
export interface OnboardingDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: OnboardingStatus;
  /** The step in progress, or the step that was not done; null if all are done. */
  readonly step: Step | null;
  /** How many tries of that step have started. */
  readonly attempts: number;
  /** The failure of the last try, or of the onboarding itself. */
  readonly lastError: Failure | null;
  /** When the next try starts, if one is pending. */
  readonly nextTryAt: Date | null;
  /** An operator paused the step (`temporal activity pause`). */
  readonly paused: boolean;
  readonly customerId: number | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** The error of the workflow tasks that fail repeatedly; set if the onboarding is stuck. */
  readonly stuckOn: string | null;
}

/**
 * Describes the newest run of a workflow ID.
 * @param options.taskQueue default: any task queue
 * @returns undefined if the server knows none, or one of another type or task queue
 */
export async function describeOnboarding(
  client: Client,
  workflowId: string,
  { taskQueue }: { taskQueue?: string } = {},
): Promise<OnboardingDescription | undefined> {
  const description = await describeIfExists(client, workflowId);
  if (description?.type !== WORKFLOW_TYPE) return undefined;
  if (taskQueue !== undefined && description.taskQueue !== taskQueue) return undefined;
  const status = statusOf(description.status.name);
  const openOrClosed =
    status === 'running'
      ? await describeOpen(client, description)
      : { status, ...(await ending(client, description)) };
  return {
    workflowId,
    runId: description.runId,
    ...NOTHING_PENDING,
    ...openOrClosed,
    startedAt: description.startTime,
    closedAt: description.closeTime ?? null,
  };
}

const NOTHING_PENDING = {
  status: 'running',
  step: null,
  attempts: 0,
  lastError: null,
  nextTryAt: null,
  paused: false,
  customerId: null,
  stuckOn: null,
} as const;

async function describeOpen(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<Partial<OnboardingDescription>> {
  const [activity] = description.raw.pendingActivities ?? [];
  const pending = activity && (await pendingStepOf(client, activity));
  const mayBeStuck = (description.raw.pendingWorkflowTask?.attempt ?? 1) > 1;
  const mayBeMade = pending?.step !== 'getToken' && pending?.step !== 'createCustomer';
  const events = mayBeStuck || mayBeMade ? await eventsOf(client, description) : [];
  const stuckOn = mayBeStuck ? await stuckOnOf(client, events) : null;
  return {
    status: stuckOn === null ? 'running' : 'stuck',
    customerId: await createdCustomer(client, description, events),
    // Before the first step and between two steps, a workflow task is in progress.
    ...pending,
    stuckOn,
  };
}

/** A failing workflow task is retried for ever, but the history has only its first failure. */
async function stuckOnOf(client: Client, events: readonly HistoryEvent[]): Promise<string | null> {
  const last = events.findLast(isOfWorkflowTask);
  const failure = last?.workflowTaskFailedEventAttributes?.failure;
  if (!failure) return null;
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
  return error?.message ?? 'its workflow tasks fail';
}

/** The server shows the events of a retried task, but does not store them. */
function isOfWorkflowTask(event: HistoryEvent): boolean {
  return Boolean(event.workflowTaskFailedEventAttributes ?? event.workflowTaskCompletedEventAttributes);
}

async function ending(
  client: Client,
  description: WorkflowExecutionDescription,
): Promise<Partial<OnboardingDescription>> {
  const { workflowId, runId } = description;
  const handle = client.workflow.getHandle<OnboardCustomer>(workflowId, runId, { followRuns: false });
  const outcome = await outcomeOf(handle);
  if (outcome.status === 'done') {
    return { step: null, attempts: 0, lastError: null, customerId: outcome.result.customerId };
  }
  const events = await eventsOf(client, description);
  const undone = undoneStep(events);
  const step = outcome.status === 'failed' ? outcome.failure.step : outcome.step;
  return {
    step: step ?? undone?.step ?? null,
    attempts: undone?.attempts ?? 0,
    lastError: outcome.failure,
    customerId: outcome.failure?.customerId ?? (await createdCustomer(client, description, events)),
  };
}

/** A run sets its customer's search attributes when it ends, but not if it is terminated. */
async function createdCustomer(
  client: Client,
  { typedSearchAttributes }: WorkflowExecutionDescription,
  events: readonly HistoryEvent[],
): Promise<number | null> {
  const named = typedSearchAttributes.get(SEARCH_ATTRIBUTES.customerId);
  if (named !== undefined) return named;
  try {
    return (await customerCreatedIn(client, events))?.customer.id ?? null;
  } catch (error) {
    // The right to list onboardings does not include the key to read them.
    if (error instanceof PayloadDecryptionError) return null;
    throw error;
  }
}

/** The step that had started but was not done when the run closed. */
function undoneStep(events: readonly HistoryEvent[]): { step: Step; attempts: number } | undefined {
  const scheduled = events.findLast((event) => event.activityTaskScheduledEventAttributes);
  const step = stepNamed(scheduled?.activityTaskScheduledEventAttributes?.activityType?.name);
  if (!scheduled || !step) return undefined;
  const belongsToStep = (attributes: { scheduledEventId?: HistoryEvent['eventId'] } | null | undefined) =>
    String(attributes?.scheduledEventId) === String(scheduled.eventId);
  if (events.some((event) => belongsToStep(event.activityTaskCompletedEventAttributes))) return undefined;
  const started = events.findLast((event) => belongsToStep(event.activityTaskStartedEventAttributes));
  return { step, attempts: started?.activityTaskStartedEventAttributes?.attempt ?? 0 };
}

async function eventsOf(
  client: Client,
  { workflowId, runId }: Pick<WorkflowExecutionDescription, 'workflowId' | 'runId'>,
): Promise<readonly HistoryEvent[]> {
  return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
}
