import { randomUUID } from 'node:crypto';
import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { EVENT_NAMES, type EventName } from '../contract/eventSubscriber';
import { EVENT_WORKFLOW_TYPE, eventWorkflowIdPrefix } from '../contract/events';
import { deleteRun } from '../onboardings/deleteRun';
import { describeIfExists } from '../onboardings/describeIfExists';
import { EXECUTION_STATUS, type OnboardingStatus, statusOf } from '../onboardings/onboardingStatus';
import { isQueryable, quoted } from '../onboardings/workflowIdQuery';
import { decodeOptionalFailureToOptionalError } from '../temporal/privateSdk';
import { endpointOfQueue } from './webhookEndpoint';

export const DELIVERY_STATUSES = ['delivering', 'delivered', 'failed', 'stopped'] as const;

/** `stopped`: an operator cancelled or terminated the delivery, or started it again. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The delivery of one event. */
export interface Delivery {
  /** The ID to redeliver it. */
  readonly id: string;
  readonly status: DeliveryStatus;
  readonly event: EventName | null;
  readonly endpoints: readonly string[];
  readonly startedAt: Date;
  readonly closedAt: Date | null;
  /** Of one that runs: the endpoints that have not accepted the event yet. */
  readonly waitingFor: readonly WaitingEndpoint[];
}

export interface WaitingEndpoint {
  readonly endpoint: string;
  readonly attempts: number;
  readonly lastError: string | null;
}

const QUERIED: Record<DeliveryStatus, readonly OnboardingStatus[]> = {
  delivering: ['running'],
  delivered: ['done'],
  failed: ['failed'],
  stopped: ['cancelled', 'terminated', 'timedOut'],
};

/** The deliveries of a task queue's events, newest first. */
export async function* listDeliveries(
  client: Client,
  { taskQueue, status }: { taskQueue: string; status?: DeliveryStatus },
): AsyncGenerator<Delivery> {
  const statuses = status && QUERIED[status].map((name) => quoted(EXECUTION_STATUS[name]));
  const query = [
    `WorkflowType = "${EVENT_WORKFLOW_TYPE}"`,
    `TaskQueue = ${quoted(taskQueue)}`,
    ...(statuses ? [`ExecutionStatus IN (${statuses.join(', ')})`] : []),
  ].join(' AND ');
  for await (const run of client.workflow.list({ query })) yield await deliveryOf(client, run);
}

async function deliveryOf(client: Client, run: WorkflowExecutionInfo): Promise<Delivery> {
  const status = deliveryStatusOf(run);
  const { event, endpoints } = run.memo ?? {};
  return {
    id: run.workflowId,
    status,
    event: EVENT_NAMES.find((name) => name === event) ?? null,
    endpoints: Array.isArray(endpoints) ? endpoints.map(String) : [],
    startedAt: run.startTime,
    closedAt: run.closeTime ?? null,
    waitingFor: status === 'delivering' ? await waitingEndpoints(client, run) : [],
  };
}

function deliveryStatusOf({ status }: WorkflowExecutionInfo): DeliveryStatus {
  const name = statusOf(status.name);
  return DELIVERY_STATUSES.find((each) => QUERIED[each].includes(name)) ?? 'stopped';
}

async function waitingEndpoints(
  client: Client,
  { workflowId, runId, taskQueue }: WorkflowExecutionInfo,
): Promise<WaitingEndpoint[]> {
  const described = await describeIfExists(client, workflowId, runId);
  const pending = described?.raw.pendingActivities ?? [];
  return await Promise.all(
    pending.map(async ({ activityOptions, attempt, lastFailure }) => {
      const failure = lastFailure
        ? await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, lastFailure)
        : undefined;
      return {
        endpoint: endpointOfQueue(activityOptions?.taskQueue?.name ?? '', { taskQueue }),
        attempts: attempt ?? 1,
        lastError: failure?.message ?? null,
      };
    }),
  );
}

/**
 * Sends an event again to all of its endpoints, with the same ID. Resets the delivery to its start, because only the
 * run that ended can start one.
 * @param id of a delivery, an onboarding or a part of an import; of the latter two, the newest run counts
 * @returns undefined if there is no such delivery
 */
export async function redeliver(client: Client, id: string): Promise<{ id: string } | undefined> {
  const delivery = await findDelivery(client, id);
  if (!delivery) return undefined;
  const { workflowId, runId } = delivery;
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  // Its first task is still waiting for a worker, so that everything will be sent anyway.
  if (!first?.eventId) return { id: workflowId };
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId, runId },
    reason: 'onboard events redeliver',
    requestId: randomUUID(),
    workflowTaskFinishEventId: first.eventId,
  });
  return { id: workflowId };
}

async function findDelivery(
  client: Client,
  id: string,
): Promise<{ workflowId: string; runId: string } | undefined> {
  const run = await describeIfExists(client, id);
  if (run?.type === EVENT_WORKFLOW_TYPE) return run;
  for await (const delivery of deliveriesFor(client, id)) return delivery;
  return undefined;
}

/** Deletes the deliveries for these workflow IDs. An event that was not accepted yet is not sent any more. */
export async function deleteDeliveries(client: Client, workflowIds: readonly string[]): Promise<void> {
  for (const workflowId of workflowIds) {
    for await (const delivery of deliveriesFor(client, workflowId)) await deleteRun(client, delivery);
  }
}

/** All runs of the deliveries for an onboarding or a part of an import, newest first. */
async function* deliveriesFor(client: Client, workflowId: string): AsyncGenerator<WorkflowExecutionInfo> {
  const prefix = eventWorkflowIdPrefix(workflowId);
  if (!isQueryable(prefix)) return;
  const query = `WorkflowType = "${EVENT_WORKFLOW_TYPE}" AND WorkflowId STARTS_WITH ${quoted(prefix)}`;
  yield* client.workflow.list({ query });
}
