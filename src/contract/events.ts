import { EVENT_NAMES, type EventName, type EventSubscriber } from './eventSubscriber';
import type { ImportChunk, ImportedChunk, RowOutcome } from './importing';
import { isRecord } from './isRecord';

/** The workflow that delivers the event of one ended run to the endpoints that want it. */
export const EVENT_WORKFLOW_TYPE = 'deliverEvent';

export type EventType = `com.commerce-onboarding.${EventName | 'test'}.v1`;

export function eventType(name: EventName | 'test'): EventType {
  return `com.commerce-onboarding.${name}.v1`;
}

/** Input of the workflow `deliverEvent`, which only the run that ended can start. */
export interface EventDelivery extends EndedRun {
  endpoints: string[];
}

/** The run that an event reports. The event of an onboarding is read from the run when it is sent. */
export interface EndedRun {
  workflowId: string;
  runId: string;
  event: EventName;
  /** Only for `import.completed`: an import deletes its histories, maybe before its event is sent. */
  part?: ImportPart;
}

/** Data of `import.completed`: a part of an import, at most 500 rows. */
export interface ImportPart {
  importId: string;
  /** From 0. */
  part: number;
  /** RFC 3339. */
  endedAt: string;
  made: number;
  adopted: number;
  refused: number;
  rows: ImportPartRow[];
}

export interface ImportPartRow {
  row: number;
  outcome: RowOutcome['outcome'];
  customerId: number | null;
  failure: { type: string; step: string } | null;
  /** The fields that Commerce dropped or changed, without their values. */
  differences: string[];
}

/** Result of the workflow `deliverEvent`, if every endpoint accepted the event. */
export interface DeliveredEvent {
  delivered: string[];
}

/** The failure type of a delivery that some endpoint did not accept in time; its details name the endpoints. */
export const EVENT_NOT_DELIVERED = 'EventNotDelivered';

export interface EventNotDeliveredDetails {
  endpoints: string[];
}

/** The local activity that workflows ask only if no step has reported the subscribers. */
export interface SubscriberActivities {
  eventSubscribers(): Promise<readonly EventSubscriber[]>;
}

/** The activity on an endpoint's own task queue. */
export interface EventActivities {
  sendEvent(request: SendEventRequest): Promise<EventSent>;
}

export interface SendEventRequest extends EndedRun {
  endpoint: string;
}

export interface EventSent {
  /** The endpoint's status, a 2xx. */
  status: number;
}

/** How long an event is retried. */
export const EVENT_GIVE_UP_AFTER = '24h';

/** Each endpoint has a task queue of its own, so that one that is down delays neither onboardings nor other endpoints. */
export function eventTaskQueue(taskQueue: string, endpoint: string): string {
  return `${taskQueue}-events-${endpoint}`;
}

/** What an event reports of a part of an import: nothing that identifies a person. */
export function importPartOf(
  { importId, chunk }: ImportChunk,
  { outcomes }: ImportedChunk,
  endedAt: Date,
): ImportPart {
  const count = (kind: RowOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  return {
    importId,
    part: chunk,
    endedAt: endedAt.toISOString(),
    made: count('made'),
    adopted: count('adopted'),
    refused: count('refused'),
    rows: outcomes.map(partRow),
  };
}

function partRow(outcome: RowOutcome): ImportPartRow {
  const { row } = outcome;
  if (outcome.outcome === 'refused') {
    const { type, step, customerId = null } = outcome.failure;
    return { row, outcome: 'refused', customerId, failure: { type, step }, differences: [] };
  }
  const { customerId, differences = [] } = outcome;
  const fields = differences.map(({ field }) => field);
  return { row, outcome: outcome.outcome, customerId, failure: null, differences: fields };
}

/** The ID of the delivery for a run: one delivery per run. */
export function eventWorkflowId({ workflowId, runId }: { workflowId: string; runId: string }): string {
  return `${eventWorkflowIdPrefix(workflowId)}${runId}`;
}

/** The beginning of the IDs of all deliveries for an onboarding or a part of an import. */
export function eventWorkflowIdPrefix(workflowId: string): string {
  return `event-${workflowId}-`;
}

/** Anybody can start a workflow with any argument. */
export function isEventDelivery(value: unknown): value is EventDelivery {
  return (
    isRecord(value) &&
    typeof value['workflowId'] === 'string' &&
    typeof value['runId'] === 'string' &&
    EVENT_NAMES.some((name) => name === value['event']) &&
    Array.isArray(value['endpoints']) &&
    value['endpoints'].every((endpoint) => typeof endpoint === 'string')
  );
}
