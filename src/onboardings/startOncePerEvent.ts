import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { onboardingIds } from '../contract/parse/workflowId';
import { wasStartedBy } from '../temporal/requestId';
import { describeIfExists } from './describeIfExists';
import { statusOf } from './onboardingStatus';
import { startOrFindAnyInput, type StartOnboardingOptions } from './startOnboarding';

export interface StartForEventOptions extends StartOnboardingOptions {
  /** Identifies the event. The server keeps it with the run as the ID of the request. */
  requestId: string;
}

/**
 * `repeated`: this event started a run before, running or ended. `found`: another request started the
 * onboarding, and it is running or done.
 */
export interface StartedForEvent {
  readonly kind: 'started' | 'repeated' | 'found';
  readonly workflowId: string;
}

/** The server's list does not show the newest run yet, so it may lack others too. The same request works later. */
export class RunsNotListedYet extends Error {
  override readonly name = 'RunsNotListedYet';
}

const MOST_TRIES = 5;

/**
 * Starts an onboarding at most once for each event, as long as the server keeps its runs. An event that was delivered
 * again starts nothing, also if its onboarding failed. Another event of the same customer starts a new run after a
 * failure. The input of an onboarding that was found is not compared.
 * @throws RunsNotListedYet
 */
export async function startOncePerEvent(
  client: Client,
  options: StartForEventOptions,
): Promise<StartedForEvent> {
  const { restEndpoint, requestId, input } = options;
  const { workflowId } = onboardingIds(input, restEndpoint);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const newest = await describeIfExists(client, workflowId);
    if (newest) {
      if (wasStartedBy(newest, requestId)) return { kind: 'repeated', workflowId };
      const status = statusOf(newest.status.name);
      if (status === 'running' || status === 'done') return { kind: 'found', workflowId };
      if (await startedAnEarlierRun(client, { workflowId, requestId, newestRunId: newest.runId })) {
        return { kind: 'repeated', workflowId };
      }
    }
    const { kind } = await startOrFindAnyInput(client, options);
    if (kind === 'started') return { kind, workflowId };
    // Another request was faster.
  }
  return { kind: 'found', workflowId };
}

/** Whether this event started one of the runs that the server keeps. @throws RunsNotListedYet */
export async function hasStartedRun(
  client: Client,
  { workflowId, requestId }: { workflowId: string; requestId: string },
): Promise<boolean> {
  const newest = await describeIfExists(client, workflowId);
  if (!newest) return false;
  if (wasStartedBy(newest, requestId)) return true;
  return await startedAnEarlierRun(client, { workflowId, requestId, newestRunId: newest.runId });
}

interface EarlierRun {
  workflowId: string;
  requestId: string;
  newestRunId: string;
}

async function startedAnEarlierRun(
  client: Client,
  { workflowId, requestId, newestRunId }: EarlierRun,
): Promise<boolean> {
  for (const runId of await listedRuns(client, { workflowId, newestRunId })) {
    if (runId === newestRunId) continue;
    const run = await describeIfExists(client, workflowId, runId);
    if (run && wasStartedBy(run, requestId)) return true;
  }
  return false;
}

const LIST_EVERY_MS = 100;
const LIST_LIMIT_MS = 5_000;

/** The list lags behind. Once it shows the newest run, it shows those before it too. */
async function listedRuns(
  client: Client,
  { workflowId, newestRunId }: Omit<EarlierRun, 'requestId'>,
): Promise<readonly string[]> {
  const deadline = performance.now() + LIST_LIMIT_MS;
  for (;;) {
    const runIds: string[] = [];
    for await (const { runId } of client.workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      runIds.push(runId);
    }
    if (runIds.includes(newestRunId)) return runIds;
    if (performance.now() > deadline) throw new RunsNotListedYet();
    await sleep(LIST_EVERY_MS);
  }
}
