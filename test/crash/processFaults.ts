import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessDisturbance } from './cells';
import { resetActivity, resetBehindSignal, resetToBefore, type StepName } from './stage/reset';
import type { ProcessStage } from './stage/stage';
import type { HoldPoint } from './worker/messages';

export const PROCESS_FAULTS = [
  'killWorker',
  'killServer',
  'resetRun',
  'resetRunToCreate',
  'resetRunBehindSignal',
  'resetActivity',
  'stopWorker',
] as const;
export type ProcessFaultName = (typeof PROCESS_FAULTS)[number];

/** An onboarding at the boundary of a fault. */
export interface Reached {
  readonly stage: ProcessStage;
  readonly disturbance: ProcessDisturbance;
  /** The point at which its worker waits; undefined if the run is closed. */
  readonly point: HoldPoint | undefined;
  /**
   * Call it when the fault's worker is running and the onboarding has not continued yet: it prepares the next fault.
   */
  readonly prepareNext: () => Promise<void>;
}

/** Runs after the onboarding has ended: an attempt that was given up continues. */
export type Afterwards = () => Promise<void>;

const nothing: Afterwards = () => Promise.resolve();

/** Causes the fault in the onboarding. */
export async function disturb(reached: Reached): Promise<Afterwards> {
  switch (reached.disturbance.fault) {
    case 'killWorker':
      return await killWorker(reached);
    case 'killServer':
      return await killServer(reached);
    case 'resetRun':
      return await reset(reached, () => resetToBefore(reached.stage, stepOf(reached.disturbance)));
    case 'resetRunToCreate':
      return await reset(reached, () => resetToBefore(reached.stage, 'createCustomer'));
    case 'resetRunBehindSignal':
      return await reset(reached, () => resetBehindSignal(reached.stage));
    case 'resetActivity':
      await reached.prepareNext();
      await resetActivity(reached.stage, stepOf(reached.disturbance));
      goOn(reached);
      return nothing;
    case 'stopWorker':
      return await stopWorker(reached);
  }
}

async function killWorker({ stage, prepareNext }: Reached): Promise<Afterwards> {
  await stage.worker().kill();
  await stage.addWorker();
  await prepareNext();
  return nothing;
}

async function killServer(reached: Reached): Promise<Afterwards> {
  await reached.prepareNext();
  await reached.stage.server.kill();
  await reached.stage.server.untilRestarted();
  goOn(reached);
  return nothing;
}

/** The old run's attempt continues only after the new run has ended, and does not know it yet. */
async function reset(reached: Reached, perform: () => Promise<void>): Promise<Afterwards> {
  const { stage, point, disturbance } = reached;
  const worker = stage.worker();
  await reached.prepareNext();
  await perform();
  if (!point) return nothing;
  // The new run's attempt waits for the same token request.
  if (disturbance.request === 'token' && disturbance.boundary !== 'reported') {
    goOn(reached);
    return nothing;
  }
  return async () => {
    worker.goOn(point);
    // A worker that the next fault has stopped continues when it wakes up, and is drained then.
    if (!worker.isStopped) await worker.untilPassed(point);
  };
}

/** A step's time beyond that of its request, plus a second. */
const BEYOND_THE_REQUEST_MS = 16_000;

/** The worker is stopped until another one has done its work and its own time limits are over. */
async function stopWorker({ stage, disturbance, point, prepareNext }: Reached): Promise<Afterwards> {
  const stopped = stage.worker();
  stopped.stop();
  const stoppedAt = performance.now();
  await stage.addWorker();
  await prepareNext();
  return async () => {
    // A token request writes nothing, and its step's limit is more than a minute: its heartbeat's timeout is over by
    // now.
    if (disturbance.request !== 'token') {
      const untilOver = stage.requestTimeoutMs + BEYOND_THE_REQUEST_MS - (performance.now() - stoppedAt);
      await sleep(Math.max(0, untilOver));
    }
    const writes = writesTo(stage.sandbox);
    stopped.continue();
    if (point) {
      stopped.goOn(point);
      await stopped.untilPassed(point);
    }
    // Its polls were open: it may have received further attempts, whose time is over as well.
    await stopped.drain();
    if (writesTo(stage.sandbox) > writes) throw new Error('an attempt whose time was over has written');
  };
}

/** A request in flight counts with the time before: it was sent in time. */
function writesTo(sandbox: ProcessStage['sandbox']): number {
  return sandbox.requests().filter(({ kind }) => kind === 'create' || kind === 'update').length;
}

function goOn({ stage, point }: Reached): void {
  if (point) stage.worker().goOn(point);
}

function stepOf({ request }: ProcessDisturbance): StepName {
  return ({ token: 'getToken', create: 'createCustomer', update: 'updateCustomer' } as const)[request];
}
