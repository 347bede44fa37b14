import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { EndedRun } from '../contract/events';
import { WORKFLOW_TYPE } from '../contract/names';
import type { OnboardingInput } from '../contract/onboarding';
import { parseOnboardingInput } from '../contract/parse/onboardingInput';
import { onboardingIds, tenantId } from '../contract/parse/workflowId';
import { fetchStartEvent } from '../temporal/startEvent';
import { type Outcome, outcomeOf } from '../onboardings/outcome';
import type { OnboardCustomer } from '../onboardings/startOnboarding';
import { startOfRun } from '../onboardings/startOfRun';
import { type CloudEvent, importEvent, onboardingEvent } from './cloudEvent';
import type { EventTenant } from './webhookEndpoint';

export interface ReadEventOptions {
  tenant: EventTenant;
  run: EndedRun;
  includesCustomer: boolean;
}

/**
 * The event of a run. An onboarding starts its delivery just before it ends.
 * @returns undefined if the run is not one of this tenant's onboardings, or ended in a way that is not reported
 * @throws WorkflowNotFoundError if the server no longer has the onboarding; RunNotEnded
 */
export async function readEvent(client: Client, options: ReadEventOptions): Promise<CloudEvent | undefined> {
  const { tenant, run, includesCustomer } = options;
  const { workflowId, runId, part } = run;
  const source = { namespace: client.options.namespace, taskQueue: tenant.taskQueue, workflowId, runId };
  if (part) {
    const isOurs = part.tenant === tenantId(tenant.restEndpoint);
    return isOurs ? importEvent({ ...source, endedAt: new Date(part.endedAt) }, part) : undefined;
  }
  const handle = client.workflow.getHandle<OnboardCustomer>(workflowId, runId, { followRuns: false });
  const { type, taskQueue, endedAt } = await endOf(handle);
  if (type !== WORKFLOW_TYPE || taskQueue !== tenant.taskQueue) return undefined;
  const input = validInput((await startOfRun(client, { workflowId, runId })).args);
  if (input && onboardingIds(input, tenant.restEndpoint).workflowId !== workflowId) return undefined;
  const outcome = await outcomeOf(handle);
  if (outcome.status === 'terminated') return await eventOfReset(client, options);
  const customer = includesCustomer ? (storedIn(outcome) ?? input?.customer) : undefined;
  return onboardingEvent({ ...source, endedAt }, outcome, customer);
}

/** The run has not ended, though it announced its end. */
export class RunNotEnded extends Error {
  override readonly name = 'RunNotEnded';
}

interface EndOfRun {
  readonly type: string;
  readonly taskQueue: string;
  readonly endedAt: Date;
}

const LOOK_EVERY_MS = 100;
const LOOKS = 20;

/** Looks for a moment only: an attempt must not wait on after the server has given it up. @throws RunNotEnded */
async function endOf(handle: WorkflowHandle<OnboardCustomer>): Promise<EndOfRun> {
  for (let look = 0; look < LOOKS; look += 1) {
    const { type, taskQueue, closeTime: endedAt } = await handle.describe();
    if (endedAt) return { type, taskQueue, endedAt };
    await sleep(LOOK_EVERY_MS);
  }
  throw new RunNotEnded();
}

/** A reset terminates the run, and replays it in another one, which does not start its delivery again. */
async function eventOfReset(client: Client, options: ReadEventOptions): Promise<CloudEvent | undefined> {
  const { workflowId, runId, originalRunId } = options.run;
  const newest = await client.workflow.getHandle(workflowId).describe();
  if (newest.runId === runId) return undefined;
  const start = await fetchStartEvent(client, { workflowId, runId: newest.runId });
  if (start?.originalRunId !== originalRunId) return undefined;
  return await readEvent(client, { ...options, run: { ...options.run, runId: newest.runId } });
}

/** Clients of other kinds start onboardings with anything, also with a password where it does not belong. */
function validInput([input]: readonly unknown[]): OnboardingInput | undefined {
  const parsed = parseOnboardingInput(input);
  return parsed.ok ? parsed.input : undefined;
}

/** The customer as Commerce answered it; the password is beside it in the input, and in no answer. */
function storedIn(outcome: Outcome) {
  return outcome.status === 'done' ? (outcome.result.updated ?? outcome.result.created) : undefined;
}
