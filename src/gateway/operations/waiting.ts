import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { z } from 'zod';
import { durationMs } from '../../contract/parse/durationText';
import { withAnySignal } from '../../contract/withAnySignal';
import { type Outcome, outcomeOf } from '../../onboardings/outcome';
import type { OnboardCustomer } from '../../onboardings/startOnboarding';
import { grpcStatusOf } from '../../temporal/grpcStatus';
import type { Backend } from './operation';

/** The parameter `wait`, in milliseconds. */
export const waitSchema = z
  .string()
  .regex(/^(\d{1,4}ms|([0-5]?\d|60)s|1m)$/, { error: 'must be a duration up to a minute, such as 30s' })
  .transform(durationMs)
  .exactOptional()
  .describe('How long to wait for the end: a duration such as 30s, up to 60s');

export interface WaitOptions {
  waitMs: number;
  /** Stops waiting; the onboarding continues. */
  over: AbortSignal;
}

/** The outcome of the onboarding; undefined if it has not ended, or Temporal has not answered, within the time. */
export async function endWithin(
  handle: WorkflowHandle<OnboardCustomer>,
  { temporal: { connection, client } }: Backend,
  { waitMs, over }: WaitOptions,
): Promise<Outcome | undefined> {
  const enough = new AbortController();
  const end = connection
    .withDeadline(Date.now() + waitMs, () => endOf(handle, client))
    .catch(unlessUnreachable);
  return await withAnySignal([over, enough.signal], async (signal) => {
    const limit = sleep(waitMs, undefined, { signal }).catch(() => undefined);
    try {
      return await Promise.race([end, limit]);
    } finally {
      enough.abort();
    }
  });
}

/** A reset by an operator ends a run, and the onboarding continues in another run. */
async function endOf({ workflowId }: WorkflowHandle<OnboardCustomer>, client: Client): Promise<Outcome> {
  for (;;) {
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    const run = client.workflow.getHandle<OnboardCustomer>(workflowId, runId, { followRuns: false });
    const outcome = await outcomeOf(run);
    if (outcome.status !== 'terminated') return outcome;
    const newest = await client.workflow.getHandle(workflowId).describe();
    if (newest.runId === runId) return outcome;
  }
}

/** The onboarding was accepted, and an outage of Temporal does not change that. */
function unlessUnreachable(error: unknown): undefined {
  if (grpcStatusOf(error) === undefined) throw error;
  return undefined;
}
