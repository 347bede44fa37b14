import type { Worker } from '@temporalio/worker';
import { withinLimit } from '../contract/withinLimit';
import type { TemporalConnection } from '../temporal/connection';

/** Each returns what is wrong, in a few words, or undefined. */
export interface Readiness {
  /** The worker has stopped for good and needs a restart. That the process answers shows that it does not hang. */
  whyStalled(): string | undefined;
  /** The worker takes no tasks now, but will again by itself. Takes at most a second. */
  notReady(): Promise<string | undefined>;
}

/** What monitoring needs of a worker. */
export interface WatchedWorker {
  getState(): ReturnType<Worker['getState']>;
  getStatus(): Pick<
    ReturnType<Worker['getStatus']>,
    'runState' | 'workflowPollerState' | 'activityPollerState'
  >;
}

export interface ReadinessOptions {
  temporal: TemporalConnection;
  /** Undefined until there is one. */
  worker: () => WatchedWorker | undefined;
}

const ANSWER_LIMIT_MS = 1_000;

export function createReadiness({ temporal, worker }: ReadinessOptions): Readiness {
  return {
    whyStalled: () => {
      const status = worker()?.getStatus();
      if (!status) return undefined;
      if (status.runState === 'FAILED' || status.runState === 'STOPPED')
        return `the worker is ${status.runState}`;
      const pollers = [status.workflowPollerState, status.activityPollerState];
      return pollers.includes('FAILED') ? 'the worker no longer asks for work' : undefined;
    },
    notReady: async () => {
      const state = worker()?.getState();
      if (state === undefined) return 'the worker is starting';
      if (state !== 'RUNNING') return `the worker is ${state}`;
      return (await answers(temporal)) ? undefined : 'Temporal does not answer within a second';
    },
  };
}

async function answers({ connection }: TemporalConnection): Promise<boolean> {
  const asked = connection
    .withDeadline(Date.now() + ANSWER_LIMIT_MS, () => connection.workflowService.getSystemInfo({}))
    .then(
      () => true,
      () => false,
    );
  // The client may retry beyond its deadline.
  return await withinLimit(asked, { limitMs: ANSWER_LIMIT_MS, whenOver: () => false });
}
