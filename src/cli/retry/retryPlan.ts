import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { FAILURES, type FailureType, isFailureType } from '../../contract/failures';
import { useHomeFolder } from '../../files/homeFolder';
import { readJsonFile, writeJsonFile } from '../../files/jsonFile';
import { listOnboardings } from '../../onboardings/listOnboardings';
import type { RetryFilter } from './retryOptions';

/**
 * The runs that a retry of many covers: those that had failed when it first started. The home keeps it until all are
 * retried, so that the same command resumes after an interruption.
 */
export interface RetryPlan {
  readonly begunAt: Date;
  readonly runs: readonly PlannedRun[];
  /** An earlier command started it. */
  readonly isResumed: boolean;
  /** How many of each type are skipped, because they need corrected input. */
  readonly leftOut: ReadonlyMap<FailureType, number>;
  /** Keeps the plan until it is removed. */
  keep(): Promise<void>;
  remove(): Promise<void>;
}

export interface PlanOptions {
  client: Client;
  /** `host:port`. A home may be used with several servers in turn; address and namespace distinguish them. */
  address: string;
  home: string;
  taskQueue: string;
  filter: RetryFilter;
}

export async function planRetries(options: PlanOptions): Promise<RetryPlan> {
  const file = planFile(options);
  const kept = await readJsonFile(file, planSchema);
  if (kept) return planOf(file, { ...kept, begunAt: new Date(kept.begunAt), isResumed: true });
  const begunAt = new Date();
  const { taskQueue, filter, client } = options;
  const { status, failure, since } = filter;
  const runs: PlannedRun[] = [];
  const leftOut = new Map<FailureType, number>();
  const listed = listOnboardings(client, {
    taskQueue,
    status,
    ...(failure && { failure }),
    ...(since && { since: since.at }),
  });
  for await (const { workflowId, runId, failure: failedWith } of listed) {
    if (isLeftOut(failedWith, filter)) leftOut.set(failedWith, (leftOut.get(failedWith) ?? 0) + 1);
    else runs.push({ workflowId, runId, failure: failedWith });
  }
  return planOf(file, { begunAt, runs, isResumed: false, leftOut });
}

/** Without corrected input they would all fail again. A filter that names the type includes them on purpose. */
function isLeftOut(failure: FailureType | null, filter: RetryFilter): failure is FailureType {
  return failure !== null && FAILURES[failure].fixedBy === 'input' && filter.failure !== failure;
}

const runSchema = z.object({
  workflowId: z.string(),
  runId: z.string(),
  failure: z.custom<FailureType>(isFailureType).nullable(),
});

export type PlannedRun = Readonly<z.infer<typeof runSchema>>;

const planSchema = z.object({ begunAt: z.iso.datetime(), runs: z.array(runSchema) });

function planOf(
  file: string,
  plan: Pick<RetryPlan, 'begunAt' | 'runs' | 'isResumed'> & Partial<Pick<RetryPlan, 'leftOut'>>,
): RetryPlan {
  return {
    leftOut: new Map(),
    ...plan,
    keep: async () => {
      await useHomeFolder(dirname(dirname(file)), RETRIES);
      await writeJsonFile(file, { begunAt: plan.begunAt.toISOString(), runs: plan.runs });
    },
    remove: async () => await rm(file, { force: true }),
  };
}

const RETRIES = 'retries';

/** The same command uses the same file. */
function planFile({ client, address, home, taskQueue, filter }: PlanOptions): string {
  const { status, failure, since } = filter;
  const { namespace } = client.options;
  const words = [address, namespace, taskQueue, status, failure ?? '', since?.text ?? ''];
  const digest = createHash('sha256').update(words.join('\n')).digest('hex');
  return join(home, RETRIES, `${digest.slice(0, 16)}.json`);
}
