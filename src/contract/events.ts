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
  endpoints: EventTarget[];
}

export type EventTarget = Pick<EventSubscriber, 'endpoint' | 'taskQueue'>;

/** The run that an event reports. The event of an onboarding is read from the run when it is sent. */
export interface EndedRun {
  workflowId: string;
  runId: string;
  /** The run before any reset. */
  originalRunId: string;
  event: EventName;
  /** Only for `import.completed`: an import deletes its histories, maybe before its event is sent. */
  part?: ImportPart;
}

/** Data of `import.completed`: a part of an import, at most 500 rows. */
export interface ImportPart {
  importId: string;
  /** Hash of the endpoint of Commerce: workers of another one do not send it. */
  tenant: string;
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

/** What an event reports of a part of an import: nothing that identifies a person. */
export function importPartOf(
  { importId, tenant, chunk }: ImportChunk,
  { outcomes }: ImportedChunk,
  endedAt: Date,
): ImportPart {
  const count = (kind: RowOutcome['outcome']) => outcomes.filter(({ outcome }) => outcome === kind).length;
  return {
    importId,
    tenant,
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

const MOST_ID_LENGTH = 1_000;

/**
 * The ID of the delivery for a run. A reset keeps it, because the replay must find the delivery that was started.
 * @returns undefined if the run's own ID is so long that Temporal accepts no longer one
 */
export function eventWorkflowId({
  workflowId,
  originalRunId,
}: Pick<EndedRun, 'workflowId' | 'originalRunId'>): string | undefined {
  const id = `${eventWorkflowIdPrefix(workflowId)}${originalRunId}`;
  return id.length > MOST_ID_LENGTH ? undefined : id;
}

/** The beginning of the IDs of all deliveries for an onboarding or a part of an import. */
export function eventWorkflowIdPrefix(workflowId: string): string {
  return `event-${workflowId}-`;
}

/** Anybody can start a workflow with any argument. */
export function isEventDelivery(value: unknown): value is EventDelivery {
  if (!isRecord(value)) return false;
  const { workflowId, runId, originalRunId, event, endpoints, part } = value;
  return (
    [workflowId, runId, originalRunId].every(isText) &&
    EVENT_NAMES.some((name) => name === event) &&
    (event === 'import.completed') === isImportPart(part, workflowId) &&
    Array.isArray(endpoints) &&
    endpoints.every((target) => isRecord(target) && isText(target['endpoint']) && isText(target['taskQueue']))
  );
}

function isImportPart(value: unknown, workflowId: unknown): value is ImportPart {
  if (!isRecord(value)) return false;
  const { importId, tenant, part, endedAt, made, adopted, refused, rows } = value;
  return (
    isText(importId) &&
    isText(tenant) &&
    [part, made, adopted, refused].every(Number.isInteger) &&
    workflowId === `import-${importId}-${Number(part)}` &&
    isText(endedAt) &&
    !Number.isNaN(Date.parse(endedAt)) &&
    Array.isArray(rows) &&
    rows.every(isPartRow)
  );
}

function isPartRow(value: unknown): value is ImportPartRow {
  if (!isRecord(value)) return false;
  const { row, outcome, customerId, failure, differences, ...rest } = value;
  return (
    Number.isInteger(row) &&
    isText(outcome) &&
    (customerId === null || Number.isInteger(customerId)) &&
    (failure === null || (isRecord(failure) && Object.values(failure).every(isText))) &&
    Array.isArray(differences) &&
    differences.every(isText) &&
    Object.keys(rest).length === 0
  );
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
