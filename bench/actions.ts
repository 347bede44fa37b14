import { randomUUID } from 'node:crypto';
import { temporal } from '@temporalio/proto';
import { samplesOf, sum } from '../test/monitoring/samples';
import { CHUNK_LIMITS } from '#product/contract/importing';
import type { SandboxSettings } from '#product/sandbox/settings';
import type { ChunkInFlight } from '#product/onboardings/import/runChunks';
import { type Caller, openCaller } from './contenders/caller';
import { importRows } from './contenders/importRows';
import { startOnboardWorker, surroundingsOf } from './stage/onboardWorker';
import { atMost, rounded, type ScenarioOptions, type ScenarioResult, type Table } from './verdict';

const { EventType } = temporal.api.enums.v1;
const MOST_ACTIONS = 6;
const MOST_EVENTS = 26;
const MOST_EVENTS_OF_A_ROW = 0.05;
/** One whole chunk. */
const ROWS = CHUNK_LIMITS.rows;

/** What an onboarding asks of Temporal, counted from real ones: their histories, and the worker's requests. */
export async function run({ quick, stage: openStage }: ScenarioOptions): Promise<ScenarioResult> {
  const stage = await openStage();
  // With answers that come at once, a step might end before its heartbeat is sent.
  const place = { stage, latency: 'measured', taskQueue: `actions-${randomUUID()}` } as const;
  const worker = await startOnboardWorker(place);
  const caller = await openCaller(surroundingsOf(place), place.taskQueue);
  try {
    const onboardings = Array.from({ length: quick ? 2 : 20 }, () => counted(caller));
    const counts = (await Promise.all(onboardings)).toSorted((one, other) => one.events - other.events);
    const most = counts.at(-1);
    if (!most) throw new Error('Nothing was onboarded');
    const heartbeats = (await heartbeatsSent(worker.metrics)) / counts.length;
    const actions = actionTable(most, heartbeats);
    const ofARow = (await eventsOfAChunk(caller, place.taskQueue, surroundingsOf(place).tenant)) / ROWS;
    const total = actions.rows.reduce((all, [, number]) => all + Number(number), 0);
    return {
      name: 'actions',
      verdicts: [
        atMost({ what: 'actions of an onboarding', limit: MOST_ACTIONS }, { value: total }),
        atMost({ what: 'events of an onboarding', limit: MOST_EVENTS }, { value: most.events }),
        atMost(
          { what: 'events of a customer who is imported', limit: MOST_EVENTS_OF_A_ROW },
          { value: ofARow },
        ),
      ],
      figures: [actions, eventTable(most), totalTable(most, ofARow)],
    };
  } finally {
    await worker.stop();
    await caller.close();
  }
}

interface Counted {
  readonly events: number;
  readonly byType: ReadonlyMap<string, number>;
  readonly stateTransitions: number;
}

async function counted(caller: Caller): Promise<Counted> {
  const onboarding = await caller.start();
  await onboarding.result();
  const handle = caller.client.workflow.getHandle(onboarding.workflowId);
  const { events } = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const byType = new Map<string, number>();
  for (const { eventType } of events ?? []) {
    const name = String(EventType[eventType ?? 0]).replace(/^EVENT_TYPE_/, '');
    byType.set(name, (byType.get(name) ?? 0) + 1);
  }
  return {
    events: events?.length ?? 0,
    byType,
    stateTransitions: Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0),
  };
}

async function heartbeatsSent(metrics: string): Promise<number> {
  const samples = samplesOf(await (await fetch(metrics)).text());
  if (sum(samples, 'temporal_request', { operation: 'RespondActivityTaskCompleted' }) === undefined) {
    throw new Error('The worker does not tell its requests to Temporal');
  }
  return sum(samples, 'temporal_request', { operation: 'RecordActivityTaskHeartbeat' }) ?? 0;
}

/** As Temporal Cloud bills them: a start, each try of an activity, each heartbeat that is sent, each upsert. */
function actionTable({ byType }: Counted, heartbeats: number): Table {
  return {
    title: 'Actions of an onboarding, as Temporal Cloud bills them',
    columns: ['', 'number', 'what for'],
    rows: [
      [
        'start of the workflow',
        byType.get('WORKFLOW_EXECUTION_STARTED') ?? 0,
        'one onboarding, by its ID once',
      ],
      [
        'tries of activities',
        byType.get('ACTIVITY_TASK_SCHEDULED') ?? 0,
        'getToken, createCustomer, updateCustomer: each is tried again by itself, and seen by operators while it is',
      ],
      [
        'upserts of search attributes',
        byType.get('UPSERT_WORKFLOW_SEARCH_ATTRIBUTES') ?? 0,
        'who was made: to be found by customer ID and by person',
      ],
      ['timers', byType.get('TIMER_STARTED') ?? 0, 'none: what waits is tried again by the server'],
      [
        'heartbeats sent',
        heartbeats,
        'a step that is still alive; one that was cut off is noticed within 10 s, and its tries are remembered',
      ],
    ],
  };
}

const WHAT_EVENTS_ARE_FOR: Readonly<Record<string, string>> = {
  WORKFLOW_EXECUTION_STARTED: 'the order, encrypted',
  WORKFLOW_TASK_SCHEDULED: 'the workflow is to say what comes next: at the start and after each step',
  WORKFLOW_TASK_STARTED: 'a worker takes that',
  WORKFLOW_TASK_COMPLETED: 'what comes next',
  ACTIVITY_TASK_SCHEDULED: 'a step, with what it needs',
  ACTIVITY_TASK_STARTED: 'the try that counted: which, and by which worker',
  ACTIVITY_TASK_COMPLETED: "a step's result, encrypted",
  UPSERT_WORKFLOW_SEARCH_ATTRIBUTES: 'the customer ID, by which operators find the onboarding',
  WORKFLOW_EXECUTION_COMPLETED: 'the result, encrypted',
};

function eventTable({ byType }: Counted): Table {
  return {
    title: 'Events of an onboarding',
    columns: ['', 'number', 'what for'],
    rows: [...byType].map(([name, number]) => [name, number, WHAT_EVENTS_ARE_FOR[name] ?? '']),
  };
}

async function eventsOfAChunk(
  { client }: Caller,
  taskQueue: string,
  { REST_ENDPOINT: restEndpoint }: SandboxSettings,
): Promise<number> {
  const chunks: string[] = [];
  const onStarted = ({ workflowId }: ChunkInFlight) => chunks.push(workflowId);
  await importRows(client, { rows: ROWS, restEndpoint, taskQueue, onStarted });
  const histories = await Promise.all(chunks.map((chunk) => client.workflow.getHandle(chunk).fetchHistory()));
  return histories.reduce((all, { events }) => all + (events?.length ?? 0), 0);
}

function totalTable({ events, stateTransitions }: Counted, ofARow: number): Table {
  return {
    title: 'In all',
    columns: ['', 'number'],
    rows: [
      ['events', events],
      ['state transitions, as the server counts them', stateTransitions],
      [`events of each of ${ROWS} customers who are imported`, rounded(ofARow)],
    ],
  };
}
