import type { Client, WorkflowHandle } from '@temporalio/client';
import type { EndedRun } from '../contract/events';
import { isRecord } from '../contract/isRecord';
import { WORKFLOW_TYPE } from '../contract/names';
import type { Customer } from '../contract/onboarding';
import { type Outcome, outcomeOf } from '../onboardings/outcome';
import type { OnboardCustomer } from '../onboardings/startOnboarding';
import { startOfRun } from '../onboardings/startOfRun';
import { type CloudEvent, importEvent, onboardingEvent } from './cloudEvent';

export interface ReadEventOptions {
  /** The task queue of onboardings. */
  taskQueue: string;
  run: EndedRun;
  includesCustomer: boolean;
}

/**
 * The event of a run. Waits until an onboarding has ended, because it starts its delivery just before.
 * @returns undefined if the run ended in a way that is not reported
 * @throws WorkflowNotFoundError if the server no longer has the onboarding
 */
export async function readEvent(client: Client, options: ReadEventOptions): Promise<CloudEvent | undefined> {
  const { taskQueue, run, includesCustomer } = options;
  const { workflowId, runId, part } = run;
  const source = { namespace: client.options.namespace, taskQueue, workflowId, runId };
  if (part) return importEvent({ ...source, endedAt: new Date(part.endedAt) }, part);
  const handle = client.workflow.getHandle<OnboardCustomer>(workflowId, runId, { followRuns: false });
  const outcome = await outcomeOf(handle);
  const { type, closeTime: endedAt } = await handle.describe();
  if (type !== WORKFLOW_TYPE || !endedAt) return undefined;
  const customer = includesCustomer ? await customerOf(client, handle, { runId, outcome }) : undefined;
  return onboardingEvent({ ...source, endedAt }, outcome, customer);
}

/** Commerce's answer if there is one, otherwise what the caller sent; never the password, which is beside it. */
async function customerOf(
  client: Client,
  { workflowId }: WorkflowHandle<OnboardCustomer>,
  { runId, outcome }: { runId: string; outcome: Outcome },
): Promise<Partial<Customer> | undefined> {
  if (outcome.status === 'done') return outcome.result.updated ?? outcome.result.created;
  const { args } = await startOfRun(client, { workflowId, runId });
  const [input] = args;
  return isRecord(input) && isRecord(input['customer']) ? input['customer'] : undefined;
}
