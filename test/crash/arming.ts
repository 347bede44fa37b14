import type { Fault, RequestKind, Sandbox } from '../../src/sandbox';
import { type Disturbance, type ProcessDisturbance, REQUESTS, type WireDisturbance } from './cells';
import { type Afterwards, disturb } from './processFaults';
import { eventually } from './stage/eventually';
import { isClosed } from './stage/history';
import type { ProcessStage, Stage } from './stage/stage';
import { wireFault } from './wireFaults';
import type { HoldPoint } from './worker/messages';

/** A fault that waits for its moment. */
export interface Armed {
  /** Causes the fault at that moment; rejects if the moment never comes. */
  happen(prepareNext: () => Promise<void>): Promise<Afterwards>;
}

/** The sandbox causes a fault on the wire by itself. */
export function armWire(stage: Stage, { request, fault }: WireDisturbance, after: number): Armed {
  const what = wireFault(fault, stage.requestTimeoutMs);
  stage.sandbox.fail({ on: request, what, count: 1, after });
  return {
    happen: async () => {
      await eventually(`${request}/${fault} happened`, () => hasHappened(stage.sandbox, what));
      return () => Promise.resolve();
    },
  };
}

export async function arm(stage: ProcessStage, disturbance: Disturbance, after: number): Promise<Armed> {
  if (disturbance.kind === 'wire') return armWire(stage, disturbance, after);
  const { point, reached } = await armBoundary(stage, disturbance, after);
  return {
    happen: async (prepareNext) => {
      await reached();
      return await disturb({ stage, disturbance, point, prepareNext });
    },
  };
}

interface ArmedBoundary {
  point: HoldPoint | undefined;
  reached: () => Promise<void>;
}

async function armBoundary(
  stage: ProcessStage,
  { request, boundary }: ProcessDisturbance,
  after: number,
): Promise<ArmedBoundary> {
  if (boundary === 'reported') {
    const next = REQUESTS[REQUESTS.indexOf(request) + 1];
    if (next) return await armHold(stage, { request: next, boundary: 'before', after: 0 });
    return {
      point: undefined,
      reached: () => eventually('the run is closed', () => isClosed(stage.currentRun())),
    };
  }
  if (boundary === 'sent') return await armInFlight(stage, request, after);
  return await armHold(stage, { request, boundary, after });
}

async function armHold(stage: ProcessStage, place: Omit<HoldPoint, 'id'>): Promise<ArmedBoundary> {
  const point = await armPoint(stage, place);
  const worker = stage.worker();
  return { point, reached: () => worker.untilHeld(point) };
}

/** The sandbox holds a request in flight: it carries the request out and answers late. */
async function armInFlight(stage: ProcessStage, request: RequestKind, after: number): Promise<ArmedBoundary> {
  const point = await armPoint(stage, { request, boundary: 'sent', after });
  const what: Fault = { kind: 'slow', byMs: stage.requestTimeoutMs * 0.6 };
  stage.sandbox.fail({ on: request, what, count: 1, after });
  return {
    point,
    reached: () => eventually(`${request} is in flight`, () => hasHappened(stage.sandbox, what)),
  };
}

let points = 0;

async function armPoint(stage: ProcessStage, place: Omit<HoldPoint, 'id'>): Promise<HoldPoint> {
  points += 1;
  const point = { ...place, id: points };
  await stage.worker().arm(point);
  return point;
}

function hasHappened(sandbox: Sandbox, what: Fault): boolean {
  return sandbox.requests().some(({ outcome }) => outcome.state === 'faulted' && outcome.fault === what);
}
