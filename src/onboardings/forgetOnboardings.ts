import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { IMPORT_WORKFLOW_TYPE } from '../contract/importing';
import { WORKFLOW_TYPE } from '../contract/names';
import type { TemporalConnection } from '../temporal/connection';
import { deleteRun } from './deleteRun';
import { isQueryable, quoted } from './workflowIdQuery';

/** The result of a deletion. */
export type ForgetResult =
  /** No run remains, neither as history nor in lists. */
  | { readonly kind: 'forgotten'; readonly runs: readonly OnboardingRun[] }
  /** Some run, and may not be terminated. `deleted` is empty unless one of them started meanwhile. */
  | {
      readonly kind: 'running';
      readonly workflowIds: readonly string[];
      readonly deleted: readonly OnboardingRun[];
    }
  /** The server has not deleted these within the limit, or refuses to. `deleted` are gone. */
  | {
      readonly kind: 'remaining';
      readonly runs: readonly OnboardingRun[];
      readonly deleted?: readonly OnboardingRun[];
      /** The server's message if it refuses. */
      readonly refusal?: string;
    };

export interface OnboardingRun {
  readonly workflowId: string;
  readonly runId: string;
}

export interface ForgetOnboardingsOptions {
  workflowIds: readonly string[];
  /** Terminate those that run; otherwise one running onboarding keeps all of them. */
  terminate: boolean;
  /** How long the server may take. */
  limitMs: number;
  /** Stops waiting; what was requested may still be deleted. */
  signal?: AbortSignal;
}

const LOOK_EVERY_MS = 200;
/** A single onboarding, and a chunk of an import. */
const TYPES: readonly string[] = [WORKFLOW_TYPE, IMPORT_WORKFLOW_TYPE];

/**
 * Deletes every run of these workflow IDs, and waits until none remains: the server deletes some time after it accepts.
 */
export async function forgetOnboardings(
  temporal: Pick<TemporalConnection, 'client'>,
  { workflowIds, terminate, limitMs, signal }: ForgetOnboardingsOptions,
): Promise<ForgetResult> {
  const until = performance.now() + limitMs;
  const asked = new Map<string, OnboardingRun>();
  for (;;) {
    const left = await runsLeft(temporal.client, workflowIds, [...asked.values()]);
    const isAsked = ({ runId }: OnboardingRun) => asked.has(runId);
    const running = left.filter((run) => run.state === 'running' && !isAsked(run));
    if (running.length > 0 && !terminate) {
      const ids = new Set(running.map(({ workflowId }) => workflowId));
      return { kind: 'running', workflowIds: [...ids], deleted: [...asked.values()] };
    }
    if (left.length === 0) return { kind: 'forgotten', runs: [...asked.values()] };
    if (performance.now() >= until) return remaining(left, asked);
    for (const run of left.filter((one) => !isAsked(one))) {
      signal?.throwIfAborted();
      const refusal = await refusalOf(askToDelete(temporal.client, run));
      if (refusal !== undefined) return remaining(left, asked, refusal);
      asked.set(run.runId, named(run));
    }
    await sleep(LOOK_EVERY_MS, undefined, signal && { signal });
  }
}

function remaining(
  left: readonly RunLeft[],
  asked: ReadonlyMap<string, OnboardingRun>,
  refusal?: string,
): ForgetResult {
  const isLeft = (runId: string) => left.some((run) => run.runId === runId);
  const deleted = [...asked.values()].filter(({ runId }) => !isLeft(runId));
  return {
    kind: 'remaining',
    runs: left.map(named),
    ...(deleted.length > 0 && { deleted }),
    ...(refusal !== undefined && { refusal }),
  };
}

/** A server may allow a caller to read and start, but not to terminate or delete. */
async function refusalOf(asking: Promise<void>): Promise<string | undefined> {
  try {
    await asking;
    return undefined;
  } catch (error) {
    if (isGrpcServiceError(error)) return error.details;
    throw error;
  }
}

interface RunLeft extends OnboardingRun {
  /** `listed`: its history is gone, but lists still show it. */
  readonly state: 'running' | 'closed' | 'listed';
}

/** Lists lag behind, so the newest run of each ID and all runs seen before are looked up individually. */
async function runsLeft(
  client: Client,
  workflowIds: readonly string[],
  seen: readonly OnboardingRun[],
): Promise<RunLeft[]> {
  const perId = await Promise.all(
    workflowIds.map(async (workflowId) => {
      const listed = await listedRuns(client, workflowId);
      const newest = await describeRun(client, { workflowId });
      const before = seen.filter((run) => run.workflowId === workflowId);
      const runIds = new Set([...listed, ...before.map(({ runId }) => runId)]);
      if (newest) runIds.add(newest.runId);
      const states = await Promise.all(
        [...runIds].map(async (runId): Promise<RunLeft | undefined> => {
          const run = await describeRun(client, { workflowId, runId });
          if (run) return run;
          return listed.has(runId) ? { workflowId, runId, state: 'listed' } : undefined;
        }),
      );
      return states.filter((run) => run !== undefined);
    }),
  );
  return perId.flat();
}

async function listedRuns(client: Client, workflowId: string): Promise<ReadonlySet<string>> {
  const ofTypes = `WorkflowType IN (${TYPES.map(quoted).join(', ')})`;
  const query = isQueryable(workflowId) ? `${ofTypes} AND WorkflowId = ${quoted(workflowId)}` : ofTypes;
  const runIds = new Set<string>();
  for await (const run of client.workflow.list({ query })) {
    if (run.workflowId === workflowId) runIds.add(run.runId);
  }
  return runIds;
}

/** @returns undefined if there is none, or it is of another workflow type */
async function describeRun(
  client: Client,
  { workflowId, runId }: { workflowId: string; runId?: string },
): Promise<RunLeft | undefined> {
  const run = await unlessGone(client.workflow.getHandle(workflowId, runId).describe());
  if (!run || !TYPES.includes(run.type)) return undefined;
  return { workflowId, runId: run.runId, state: run.status.name === 'RUNNING' ? 'running' : 'closed' };
}

/** Terminates a running one first, so that its callers learn of its end. */
async function askToDelete(client: Client, { workflowId, runId, state }: RunLeft): Promise<void> {
  if (state === 'running') {
    const handle = client.workflow.getHandle(workflowId, runId);
    await unlessGone(handle.terminate('The person is forgotten'));
  }
  await deleteRun(client, { workflowId, runId });
}

function named({ workflowId, runId }: OnboardingRun): OnboardingRun {
  return { workflowId, runId };
}

async function unlessGone<Result>(asking: Promise<Result>): Promise<Result | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
