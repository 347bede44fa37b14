import { PROCESS_FAULTS, type ProcessFaultName } from './processFaults';
import { WIRE_FAULTS, type WireFaultName } from './wireFaults';

/** The requests of an onboarding, in order. */
export const REQUESTS = ['token', 'create', 'update'] as const;
export type OnboardingRequest = (typeof REQUESTS)[number];

/**
 * The progress of a request: not sent; in flight; the answer is in the worker, but its step is not reported; the step
 * is reported, but the next request is not sent (after the last one: the run is closed).
 */
export const BOUNDARIES = ['before', 'sent', 'answered', 'reported'] as const;
export type Boundary = (typeof BOUNDARIES)[number];

export interface WireDisturbance {
  readonly kind: 'wire';
  /** A look-up is only sent after another fault. */
  readonly request: OnboardingRequest | 'lookUp';
  readonly fault: WireFaultName;
}

export interface ProcessDisturbance {
  readonly kind: 'process';
  readonly request: OnboardingRequest;
  readonly boundary: Boundary;
  readonly fault: ProcessFaultName;
}

export type Disturbance = WireDisturbance | ProcessDisturbance;

/** One onboarding with one or two faults. */
export interface Cell {
  /** `create/lose`, `create@sent/killWorker`; two faults are joined by `+`. */
  readonly name: string;
  readonly disturbances: readonly [Disturbance] | readonly [Disturbance, Disturbance];
}

export function cellOf(...disturbances: Cell['disturbances']): Cell {
  return { name: disturbances.map(nameOf).join('+'), disturbances };
}

/** Faults on the wire. These cells are quick, because no process is killed. */
export function wireCells(): Cell[] {
  return REQUESTS.flatMap(wireDisturbances).map((disturbance) => cellOf(disturbance));
}

/** Faults of processes and runs. */
export function processCells(): Cell[] {
  return processDisturbances().map((disturbance) => cellOf(disturbance));
}

export function wireDisturbances(request: WireDisturbance['request']): WireDisturbance[] {
  return WIRE_FAULTS.map((fault) => ({ kind: 'wire', request, fault }) as const).filter(
    (disturbance) => whyNoWireCell(disturbance) === undefined,
  );
}

export function processDisturbances(): ProcessDisturbance[] {
  return REQUESTS.flatMap((request) =>
    BOUNDARIES.flatMap((boundary) =>
      PROCESS_FAULTS.map((fault) => ({ kind: 'process', request, boundary, fault }) as const),
    ),
  ).filter((disturbance) => whyNoProcessCell(disturbance) === undefined);
}

/** Why a fault at a request makes no cell of its own; undefined if it does. */
export function whyNoWireCell({ request, fault }: WireDisturbance): string | undefined {
  const changesNothing = request === 'token' || request === 'lookUp';
  return changesNothing && fault.endsWith('Made')
    ? 'the request changes nothing: whether it was carried out makes no difference'
    : undefined;
}

/** Why a fault at a boundary makes no cell of its own; undefined if it does. */
export function whyNoProcessCell({ request, boundary, fault }: ProcessDisturbance): string | undefined {
  const isLast = request === 'update';
  if (fault === 'resetRunToCreate' && !isLast) {
    return 'it is the same as resetRun, or the step has not begun';
  }
  if (boundary !== 'reported') return undefined;
  if (!isLast && fault !== 'resetRun') {
    return 'nothing of the step is left: it is the same as before the request of the next one';
  }
  if (fault === 'resetActivity' || fault === 'stopWorker' || fault === 'resetRunBehindSignal') {
    return 'the run is closed: no activity is pending, and no signal is taken';
  }
  return undefined;
}

/**
 * Whether the onboarding fails because IMS refuses for good. Every other fault is retried until the onboarding is
 * done.
 */
export function isFinal({ kind, request, fault }: Disturbance): boolean {
  return kind === 'wire' && request === 'token' && (fault === 'http401' || fault === 'http404');
}

function nameOf(disturbance: Disturbance): string {
  const { request, fault } = disturbance;
  return disturbance.kind === 'wire' ? `${request}/${fault}` : `${request}@${disturbance.boundary}/${fault}`;
}
