import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { stepNamed } from '../contract/activities';
import type { Failure } from '../contract/failures';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../contract/names';
import type { Step } from '../contract/onboarding';
import { customerCreatedIn } from './customerCreated';
import { describeIfThere } from './describeIfThere';
import { PayloadDecryptionError } from '../temporal/encryption';
import { decodeOptionalFailureToOptionalError } from '../temporal/privateSdk';
import { type OnboardingStatus, statusOf } from './onboardingStatus';
import { outcomeOf } from './outcome';
import { pendingStepOf } from './pendingStep';
import type { HistoryEvent } from './replay/recordedHistory';
import type { OnboardCustomer } from './startOnboarding';

/** Where an onboarding stands, with nothing in it of what was sent or stored. */
export interface OnboardingDescription {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: OnboardingStatus;
  /** The step that is under way, or was not done; null where all are done. */
  readonly step: Step | null;
  /** How many tries of that step have begun. */
  readonly attempts: number;
  /** What the last try failed with, or the onboarding itself. */
  readonly lastError: Failure | null;
  /** When the next try begins, where one is waited for. */
  readonly nextTryAt: Date | null;
  /** An operator holds the step (`temporal activity pause`). */
  readonly paused: boolean;
  readonly customerId: number | null;
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** The error of the workflow tasks that fail over and over, where it is stuck. */
  readonly stuckOn: string | null;
}

/**
 * The newest run of a workflow ID.
 * @param options.taskQueue left out, an onboarding of any
 * @returns undefined where the server knows none, or knows a workflow of another type or task queue by it
 */
export async function describeOnboarding(
  client: Client,
  workflowId: string,
  { taskQueue }: { taskQueue?: string } = {},
): Promise<OnboardingDescription | undefined> {
  const description = await describeIfThere(client, workflowId);
  if (description?.type !== WORKFLOW_TYPE) return undefined;
  if (taskQueue !== undefined && description.taskQueue !== taskQueue) return undefined;
  const status = statusOf(description.status.name);
  const standingOrEnding =
    status === 'running'
      ? await standing(client, description)
      : { status, ...(await ending(client, description)) };
  return {
    workflowId,
    runId: description.runId,
    ...NOTHING_PENDING,
    ...standingOrEnding,
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

async function standing(
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
    customerId: await customerMade(client, description, events),
    // Between two steps, and before the first, a workflow task is under way.
    ...pending,
    stuckOn,
  };
}

/** A workflow task that fails is tried again for ever: only the first failure stands in the history. */
async function stuckOnOf(client: Client, events: readonly HistoryEvent[]): Promise<string | null> {
  const last = events.findLast(isOfWorkflowTask);
  const failure = last?.workflowTaskFailedEventAttributes?.failure;
  if (!failure) return null;
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
  return error?.message ?? 'its workflow tasks fail';
}

/** Of a task that is tried again the server shows, but does not keep, that it is scheduled and begun. */
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
    customerId: outcome.failure?.customerId ?? (await customerMade(client, description, events)),
  };
}

/** A run names its customer in the search attributes when it ends, and not where it is terminated. */
async function customerMade(
  client: Client,
  { typedSearchAttributes }: WorkflowExecutionDescription,
  events: readonly HistoryEvent[],
): Promise<number | null> {
  const named = typedSearchAttributes.get(SEARCH_ATTRIBUTES.customerId);
  if (named !== undefined) return named;
  try {
    return (await customerCreatedIn(client, events))?.customer.id ?? null;
  } catch (error) {
    // Whoever may look at onboardings need not hold the key to what is in them.
    if (error instanceof PayloadDecryptionError) return null;
    throw error;
  }
}

/** The step that was begun and not done when the run was closed. */
function undoneStep(events: readonly HistoryEvent[]): { step: Step; attempts: number } | undefined {
  const scheduled = events.findLast((event) => event.activityTaskScheduledEventAttributes);
  const step = stepNamed(scheduled?.activityTaskScheduledEventAttributes?.activityType?.name);
  if (!scheduled || !step) return undefined;
  const isOfIt = (attributes: { scheduledEventId?: HistoryEvent['eventId'] } | null | undefined) =>
    String(attributes?.scheduledEventId) === String(scheduled.eventId);
  if (events.some((event) => isOfIt(event.activityTaskCompletedEventAttributes))) return undefined;
  const started = events.findLast((event) => isOfIt(event.activityTaskStartedEventAttributes));
  return { step, attempts: started?.activityTaskStartedEventAttributes?.attempt ?? 0 };
}

async function eventsOf(
  client: Client,
  { workflowId, runId }: Pick<WorkflowExecutionDescription, 'workflowId' | 'runId'>,
): Promise<readonly HistoryEvent[]> {
  return (await client.workflow.getHandle(workflowId, runId).fetchHistory()).events ?? [];
}
